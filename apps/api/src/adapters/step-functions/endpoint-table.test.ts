import { expect, it } from 'vitest'
import { parseAws } from '../../config/aws.ts'
import { endpointIn } from './endpoint-table.ts'

const parse = (values: Parameters<typeof parseAws>[0]) => {
  const problems: string[] = []
  return { config: parseAws(values, problems), problems }
}

it('takes the most exact entry, the account before the region, and the one for all last', () => {
  const { config } = parse({
    AWS_ENDPOINTS_SFN:
      '111111111111/eu-west-1=http://a, 111111111111/*=http://b, */eu-west-1=http://c, */*=http://d?x=1',
    AWS_ENDPOINT_URL_SFN: 'http://e',
  })
  const { stepFunctions, stepFunctionsTable } = config.endpoints
  const find = endpointIn(stepFunctionsTable, stepFunctions)
  expect(find('111111111111', 'eu-west-1')).toBe('http://a')
  expect(find('111111111111', 'us-east-1')).toBe('http://b')
  expect(find('222222222222', 'eu-west-1')).toBe('http://c')
  expect(find('222222222222', 'us-east-1')).toBe('http://d?x=1')
  expect(endpointIn({}, 'http://e')('222222222222', 'us-east-1')).toBe('http://e')
  expect(endpointIn({}, null)('222222222222', 'us-east-1')).toBeUndefined()
})

it.each([
  '111/eu-west-1=http://a',
  '111111111111/nowhere=http://a',
  '111111111111/eu-west-1',
  '111111111111/eu-west-1=ftp://a',
  '*/*=http://a,*/*=http://b',
])('says what is wrong with %s', (table) => {
  expect(parse({ AWS_ENDPOINTS_SFN: table }).problems.join()).toContain('AWS_ENDPOINTS_SFN')
})

it('wants an account id of twelve digits and endpoints of the web', () => {
  const { problems } = parse({ AWS_ACCOUNT_ID: '12', AWS_ENDPOINT_URL_STS: 'sts' })
  expect(problems.join()).toMatch(/AWS_ACCOUNT_ID.*AWS_ENDPOINT_URL_STS/)
})
