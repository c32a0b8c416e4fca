import { integrationId, keyId, secretId, teamId } from '@countersign/shared/ids'
import { describe, expect, it } from 'vitest'
import { sampleReviewer, sampleUser } from '../approval.sample.ts'
import type { ApiKey, Principal } from '../principal.ts'
import { authorizeAudit } from './authorize-audit.ts'

const key = (facts: Partial<ApiKey>): Principal => ({
  kind: 'key',
  via: 'api',
  key: { id: keyId.parse('samplekey0001'), name: 'CI', scopes: ['audit:read'], teams: [], actsAs: null, ...facts },
})
const integration: Principal = {
  kind: 'integration',
  via: 'callback',
  signedWith: secretId.parse(`sec_${'0'.repeat(36)}`),
  integration: {
    id: integrationId.parse(`int_${'0'.repeat(36)}`),
    name: 'ServiceNow',
    actsAs: sampleUser({ role: 'admin', ofIntegration: true }),
    keepers: { people: [], keys: [] },
    teams: [],
    policies: [],
    outcomes: [],
    heartbeats: false,
    standing: 'good',
  },
}

const DISABLED = ['disabled', 'This account is disabled.']
const PEOPLE = ['audit', 'Only admins and auditors read the whole log.']

describe('the log as a whole', () => {
  it.each<[string, Principal]>([
    ['an admin', sampleReviewer({ role: 'admin' })],
    ['an auditor', sampleReviewer({ role: 'auditor' })],
    ['a key with the scope, for every team', key({})],
    ['such a key of a person', key({ actsAs: sampleUser() })],
  ])('is read by %s', (_name, principal) => {
    expect(authorizeAudit(principal)).toEqual({ allowed: true })
  })

  it.each<[string, Principal, string[]]>([
    ['a reviewer', sampleReviewer(), PEOPLE],
    ['an admin who is disabled', sampleReviewer({ role: 'admin', disabled: true }), DISABLED],
    ['a key of somebody who is disabled', key({ actsAs: sampleUser({ disabled: true }) }), DISABLED],
    [
      'an integration, whoever it acts as',
      integration,
      ['integration-answers-only', 'An integration answers approvals; it does nothing else.'],
    ],
    [
      'a key of some teams',
      key({ teams: [teamId.parse('payments')] }),
      ['key-team', 'This API key is limited to some teams, and the log is about all of them.'],
    ],
  ])('is refused to %s, with the rule and the reason', (_name, principal, [rule, sentence]) => {
    expect(authorizeAudit(principal)).toEqual({ allowed: false, code: 'not-permitted', rule, sentence })
  })

  it('is refused to a key without the scope, which is named', () => {
    expect(authorizeAudit(key({ scopes: ['approvals:read', 'settings:manage'] }))).toEqual({
      allowed: false,
      code: 'missing-scope',
      rule: 'audit:read',
      sentence: 'This API key lacks the scope audit:read.',
    })
  })
})
