import { describe, expect, it } from 'vitest'
import { apiPath, executionConsoleUrl, webPaths } from './paths.ts'

describe('the URL table', () => {
  it('percent-encodes every parameter', () => {
    expect(apiPath('votes', { id: 'a/../b?c' })).toBe('/v1/approvals/a%2F..%2Fb%3Fc/votes')
    expect(webPaths.approval('a/b')).toBe('/inbox/a%2Fb')
  })

  it('refuses a missing parameter', () => {
    expect(() => apiPath('approval')).toThrow('apiPath(approval): missing id')
  })

  it.each([
    [
      'aws',
      'eu-west-1',
      'https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/',
    ],
    [
      'aws-cn',
      'cn-north-1',
      'https://cn-north-1.console.amazonaws.cn/states/home?region=cn-north-1#/v2/executions/details/',
    ],
    [
      'aws-us-gov',
      'us-gov-west-1',
      'https://us-gov-west-1.console.amazonaws-us-gov.com/states/home?region=us-gov-west-1#/v2/executions/details/',
    ],
  ])('links an execution of partition %s to its own console', (partition, region, prefix) => {
    const arn = `arn:${partition}:states:${region}:123456789012:execution:Orders:8812`
    expect(executionConsoleUrl(arn)).toBe(prefix + encodeURIComponent(arn))
  })
})
