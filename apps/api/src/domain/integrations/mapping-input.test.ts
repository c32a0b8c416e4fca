import { describe, expect, it } from 'vitest'
import { sampleApproval } from '../approval.sample.ts'
import { mappedHeaders, mappingApproval } from './mapping-input.ts'

it('shows a mapping enough of an approval to choose an outcome, and nothing of its case', () => {
  const approval = sampleApproval({
    request: { risk: 'high', tags: { order: '8812' }, case: { fields: [{ label: 'IBAN', value: 'DE02' }] } },
  })
  const shown = {
    id: approval.id,
    title: 'Refund EUR 1,240',
    team: 'payments',
    policy: 'refunds',
    risk: 'high',
    tags: { order: '8812' },
    outcomes: [
      { id: 'approve', kind: 'success' },
      { id: 'reject', kind: 'failure' },
    ],
    caseDigest: approval.caseDigest,
    attempt: 1,
  }
  expect(mappingApproval(approval)).toEqual(shown)
  expect(mappingApproval(approval, 3)).toEqual({ ...shown, attempt: 3 })
})

describe('the headers a mapping sees', () => {
  const NAMES = [
    'content-type',
    'ce-type',
    'x-atlassian-webhook-flow',
    'x-atlassian-webhook-identifier',
    'x-event-key',
    'x-event-name',
    'x-event-type',
    'x-github-delivery',
    'x-github-event',
    'x-gitlab-event',
    'x-servicenow-event',
  ]
  const read = (sent: Readonly<Record<string, readonly string[]>>) => mappedHeaders((name) => sent[name] ?? [])

  it('name the kind of a message; signatures and credentials stay out', () => {
    expect(Object.keys(mappedHeaders((name) => [`value of ${name}`]))).toEqual(NAMES)
    expect(read({ authorization: ['Bearer x'], cookie: ['a=b'], 'webhook-signature': ['v1,x'] })).toEqual({})
    expect(read({ 'x-github-event': ['deployment_review'], 'x-event-key': [''] })).toEqual({
      'x-github-event': 'deployment_review',
      'x-event-key': '',
    })
  })

  it('were sent once, and are no longer than a name', () => {
    expect(read({ 'x-event-key': ['a', 'a'] })).toEqual({})
    expect(read({ 'x-event-key': ['k'.repeat(200)] })).toEqual({ 'x-event-key': 'k'.repeat(200) })
    expect(read({ 'x-event-key': ['k'.repeat(201)] })).toEqual({})
  })
})
