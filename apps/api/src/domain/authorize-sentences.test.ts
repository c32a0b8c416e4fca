import { integrationId, secretId, teamId } from '@countersign/shared/ids'
import { describe, expect, it } from 'vitest'
import { sampleApproval, sampleReviewer, sampleUser } from './approval.sample.ts'
import { type Action, authorize, authorizeReassign, authorizeRequest, authorizeSetup } from './authorize.ts'
import type { ApiKey, Integration, Principal, User } from './principal.ts'
import { SCOPES } from './principal.ts'

const BODY = '0'.repeat(36)
const PAYMENTS = teamId.parse('payments')
const PLATFORM = teamId.parse('platform')
const approval = sampleApproval()
const inFinance = { ...approval, audience: { teams: ['finance'], people: [] } }

const key = (facts: Partial<ApiKey> = {}): Principal => ({
  kind: 'key',
  key: { id: 'anotherkey001' as never, name: 'Key', scopes: SCOPES, teams: [], actsAs: null, ...facts },
  via: 'api',
})
const integration = (facts: Partial<Integration> = {}): Principal => ({
  kind: 'integration',
  integration: {
    id: integrationId.parse(`int_${BODY}`),
    name: 'Jira',
    actsAs: sampleUser({ name: 'Jira', email: null, identities: [], ofIntegration: true }),
    keepers: { people: [], keys: [] },
    teams: [PAYMENTS],
    policies: [],
    outcomes: [],
    heartbeats: true,
    standing: 'good',
    ...facts,
  },
  signedWith: secretId.parse(`sec_${BODY}`),
  via: 'callback',
})
const disabled = sampleUser({ disabled: true })
const identity = sampleUser({ ofIntegration: true })
const reviewer = (facts: Partial<User> = {}) => sampleReviewer(facts)

const DISABLED = 'This account is disabled.'
const IDENTITY = 'This identity belongs to an integration and answers by its callbacks only.'
const ANSWERS_ONLY = 'An integration answers approvals and keeps their tasks alive; it does nothing else.'
const OUT_OF_REACH = 'This API key does not reach the team payments.'
const NOT_VISIBLE = 'This approval belongs to a team you are not in.'

describe('a refusal names its rule and says why', () => {
  it.each<[string, Principal, Action, string, string, string]>([
    ['a disabled person', reviewer({ disabled: true }), 'read', 'not-permitted', 'disabled', DISABLED],
    ['a key of a disabled person', key({ actsAs: disabled }), 'read', 'not-permitted', 'disabled', DISABLED],
    [
      'an integration whose identity is disabled',
      integration({ actsAs: disabled }),
      'heartbeat',
      'not-permitted',
      'disabled',
      DISABLED,
    ],
    [
      'the identity of an integration',
      reviewer({ ofIntegration: true }),
      'read',
      'not-permitted',
      'integration-identity',
      IDENTITY,
    ],
    ['a key of such an identity', key({ actsAs: identity }), 'read', 'not-permitted', 'integration-identity', IDENTITY],
    [
      'a key, whoever it acts as',
      key({ actsAs: sampleUser() }),
      'reveal',
      'not-permitted',
      'people-only',
      'Only people reveal what is hidden: sign in to the inbox. A program has a value it needs from the workflow itself.',
    ],
    ['a stranger', reviewer({ teams: [] }), 'reveal', 'not-permitted', 'not-visible', NOT_VISIBLE],
    [
      'a key without the scope',
      key({ scopes: ['approvals:read'] }),
      'vote',
      'missing-scope',
      'approvals:decide',
      'This API key lacks the scope approvals:decide.',
    ],
    ['a key of another team', key({ teams: [PLATFORM] }), 'read', 'not-permitted', 'key-team', OUT_OF_REACH],
    ['a key of another team', key({ teams: [PLATFORM] }), 'heartbeat', 'not-permitted', 'key-team', OUT_OF_REACH],
    [
      'a key of another team',
      key({ teams: [PLATFORM], actsAs: sampleUser() }),
      'vote',
      'not-permitted',
      'key-team',
      OUT_OF_REACH,
    ],
    [
      'a key that did not register it',
      key(),
      'cancel',
      'not-permitted',
      'key-own',
      'An API key does this only to approvals it has registered itself.',
    ],
    [
      'a key that acts for nobody',
      key(),
      'vote',
      'not-eligible',
      'key-without-person',
      'This API key votes for nobody: issue one that acts as a person.',
    ],
    ['a reviewer of another team', reviewer({ teams: [] }), 'read', 'not-permitted', 'not-visible', NOT_VISIBLE],
    ['a reviewer of another team', reviewer({ teams: [] }), 'comment', 'not-permitted', 'not-visible', NOT_VISIBLE],
    [
      'a reviewer who did not ask',
      reviewer(),
      'cancel',
      'not-permitted',
      'requester-or-admin',
      'Only the person who asked, or an admin, may withdraw this approval.',
    ],
    [
      'an auditor',
      reviewer({ role: 'auditor' }),
      'comment',
      'not-permitted',
      'auditor-reads-only',
      'Auditors read everything and change nothing.',
    ],
    [
      'an auditor',
      reviewer({ role: 'auditor' }),
      'vote',
      'not-eligible',
      'auditor-reads-only',
      'Auditors read everything and decide nothing.',
    ],
    [
      'a person',
      reviewer(),
      'heartbeat',
      'not-permitted',
      'key-only',
      'Heartbeats come from the system that does the work, with its API key.',
    ],
    [
      'a reviewer of another team',
      reviewer({ teams: [] }),
      'undo',
      'not-eligible',
      'team',
      'Only Payments may decide this approval.',
    ],
    ['an integration', integration(), 'comment', 'not-permitted', 'integration-answers-only', ANSWERS_ONLY],
    [
      'an integration that is disabled',
      integration({ standing: 'disabled' }),
      'vote',
      'not-permitted',
      'integration-disabled',
      'The integration “Jira” is disabled.',
    ],
    [
      'an integration whose secret is gone',
      integration({ standing: 'secret-gone' }),
      'vote',
      'not-permitted',
      'integration-secret',
      'The secret this was signed with no longer counts.',
    ],
    [
      'an integration of another team',
      integration({ teams: [PLATFORM] }),
      'vote',
      'not-eligible',
      'integration-team',
      'The integration “Jira” does not answer for the team payments.',
    ],
    [
      'an integration of another policy',
      integration({ policies: ['deploys'] }),
      'vote',
      'not-eligible',
      'integration-policy',
      'The integration “Jira” does not answer under the policy refunds.',
    ],
    [
      'an integration without heartbeats',
      integration({ heartbeats: false }),
      'heartbeat',
      'not-permitted',
      'integration-heartbeats',
      'The integration “Jira” is not set up to send heartbeats.',
    ],
    [
      'an integration bound to other outcomes',
      integration({ outcomes: ['reject', 'hold'] }),
      'vote',
      'not-eligible',
      'integration-outcome',
      'The integration “Jira” may only answer reject, hold.',
    ],
    [
      'an integration that was set up with the registering key',
      integration({ keepers: { people: [], keys: ['otherkey00001', 'samplekey0001'] } }),
      'vote',
      'not-eligible',
      'separation-of-duties',
      'Whoever had a part in this case has set up the integration “Jira”, so somebody else has to decide it.',
    ],
  ])('to %s (%#)', (_, principal, action, code, rule, sentence) => {
    expect(authorize(principal, action, approval, 'approve')).toEqual({ allowed: false, code, rule, sentence })
  })

  it('in Slack about high risk', () => {
    const verdict = authorize(
      { ...reviewer(), via: 'slack' } as Principal,
      'vote',
      sampleApproval({ request: { risk: 'high' } }),
    )
    expect(verdict).toEqual({
      allowed: false,
      code: 'not-eligible',
      rule: 'chat-not-allowed',
      sentence: 'High risk is decided in the inbox, where all of the case can be seen.',
    })
  })
})

describe('a key reaches', () => {
  const may = (facts: Partial<ApiKey>, action: Action = 'read', of = inFinance) =>
    authorize(key(facts), action, of).allowed

  it.each<[string, Partial<ApiKey>, boolean]>([
    ['every team when it names none', { teams: [] }, true],
    ['the team that was asked', { teams: [PLATFORM, PAYMENTS] }, true],
    ['a team that may be asked later', { teams: [PLATFORM, 'finance' as never] }, true],
    ['what it has registered itself', { teams: [PLATFORM], id: 'samplekey0001' as never }, true],
    ['nothing else', { teams: [PLATFORM] }, false],
  ])('%s', (_, facts, reached) => {
    for (const action of ['read', 'heartbeat'] as const) expect(may(facts, action)).toBe(reached)
    expect(may({ ...facts, actsAs: sampleUser() }, 'vote')).toBe(reached)
  })
})

describe('who may register', () => {
  it.each<[string, Principal, object]>([
    ['a key', key(), { allowed: true }],
    ['a key of the team', key({ teams: [PLATFORM, PAYMENTS] }), { allowed: true }],
    [
      'a key of another team',
      key({ teams: [PLATFORM] }),
      { code: 'not-permitted', rule: 'key-team', sentence: OUT_OF_REACH },
    ],
    [
      'a key of another team, also for what would be its own',
      key({ teams: [PLATFORM], id: 'samplekey0001' as never }),
      { rule: 'key-team' },
    ],
    [
      'a key without the scope',
      key({ scopes: ['approvals:read'] }),
      {
        code: 'missing-scope',
        rule: 'approvals:request',
        sentence: 'This API key lacks the scope approvals:request.',
      },
    ],
    ['a key of a disabled person', key({ actsAs: disabled }), { rule: 'disabled', sentence: DISABLED }],
    [
      'a key of an integration’s identity',
      key({ actsAs: identity }),
      { rule: 'integration-identity', sentence: IDENTITY },
    ],
    ['an integration', integration(), { rule: 'integration-answers-only', sentence: ANSWERS_ONLY }],
    [
      'a person',
      reviewer({ role: 'admin' }),
      { code: 'not-permitted', rule: 'key-only', sentence: 'Workflows register approvals with an API key.' },
    ],
  ])('%s (%#)', (_, principal, verdict) => {
    expect(authorizeRequest(principal, PAYMENTS)).toMatchObject(verdict)
  })
})

describe('who may set up channels', () => {
  it.each<[string, Principal, object]>([
    ['an admin', reviewer({ role: 'admin', teams: [] }), { allowed: true }],
    ['a key for it', key({ scopes: ['settings:manage'] }), { allowed: true }],
    [
      'a reviewer',
      reviewer(),
      { allowed: false, code: 'not-permitted', rule: 'admin', sentence: 'Only admins set up channels.' },
    ],
    ['an auditor', reviewer({ role: 'auditor' }), { rule: 'admin' }],
    ['a disabled admin', reviewer({ role: 'admin', disabled: true }), { rule: 'disabled', sentence: DISABLED }],
    [
      'a key without the scope',
      key({ scopes: ['approvals:request'] }),
      { code: 'missing-scope', rule: 'settings:manage', sentence: 'This API key lacks the scope settings:manage.' },
    ],
    [
      'a key that is limited to some teams',
      key({ teams: [PAYMENTS] }),
      {
        allowed: false,
        rule: 'key-team',
        sentence: 'This API key is limited to some teams, and channels are set up for all.',
      },
    ],
    ['an integration', integration(), { rule: 'integration-answers-only', sentence: ANSWERS_ONLY }],
  ])('%s (%#)', (_, principal, verdict) => {
    expect(authorizeSetup(principal)).toMatchObject(verdict)
  })
})

describe('who may hand an approval on', () => {
  it.each<[string, Principal, string | undefined]>([
    ['whoever may decide it', reviewer(), undefined],
    ['an admin outside the team', reviewer({ role: 'admin', teams: [] }), undefined],
    ['a disabled admin', reviewer({ role: 'admin', disabled: true }), 'disabled'],
    ['a reviewer outside the team', reviewer({ teams: [] }), 'team'],
    ['a key that acts as an admin outside the team', key({ actsAs: sampleUser({ role: 'admin', teams: [] }) }), 'team'],
    ['a key that acts as a reviewer', key({ actsAs: sampleUser() }), undefined],
  ])('%s', (_, principal, rule) => {
    const verdict = authorizeReassign(principal, approval)
    expect(verdict.allowed ? undefined : verdict.rule).toBe(rule)
  })
})

describe('who may withdraw', () => {
  const asked = sampleApproval({ request: { requestedBy: { id: 'usr_ana', name: 'Ana' } } })
  it.each([
    ['the requester', reviewer(), asked, true],
    ['a requester who audits', reviewer({ role: 'auditor' }), asked, false],
    ['an admin who did not ask', reviewer({ id: 'usr_bo' as never, role: 'admin' }), asked, true],
    ['anybody where nobody asked', reviewer(), approval, false],
  ])('%s', (_, principal, of, allowed) => {
    expect(authorize(principal, 'cancel', of).allowed).toBe(allowed)
  })
})
