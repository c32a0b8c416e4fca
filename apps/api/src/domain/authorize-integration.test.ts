import { integrationId, secretId, teamId, userId } from '@countersign/shared/ids'
import { describe, expect, it } from 'vitest'
import { sampleApproval, sampleUser } from './approval.sample.ts'
import { type Action, authorize, authorizeSetup } from './authorize.ts'
import type { Integration, Principal } from './principal.ts'
import { actorOf, signerOf } from './principal.ts'
import { isVisible, visibility } from './visibility.ts'

const BODY = '0'.repeat(36)
const ACTIONS: readonly Action[] = ['read', 'vote', 'undo', 'cancel', 'comment', 'heartbeat']

const actsAs = sampleUser({
  id: userId.parse(`usr_${BODY}`),
  name: 'Jira',
  email: null,
  identities: [],
  ofIntegration: true,
})

const by = (facts: Partial<Integration> = {}): Principal => ({
  kind: 'integration',
  integration: {
    id: integrationId.parse(`int_${BODY}`),
    name: 'Jira',
    actsAs,
    keepers: { people: [sampleUser()], keys: ['setupkey00001'] },
    teams: [teamId.parse('payments')],
    policies: [],
    outcomes: [],
    heartbeats: true,
    standing: 'good',
    ...facts,
  },
  signedWith: secretId.parse(`sec_${BODY}`),
  via: 'callback',
})
const ruleOf = (principal: Principal, action: Action = 'vote', outcome = 'approve', approval = sampleApproval()) => {
  const verdict = authorize(principal, action, approval, outcome)
  return verdict.allowed ? undefined : verdict.rule
}

describe('an integration', () => {
  it('votes and keeps tasks alive, and does nothing else', () => {
    expect(ACTIONS.filter((action) => ruleOf(by(), action) === undefined)).toEqual(['vote', 'heartbeat'])
    expect(ruleOf(by(), 'comment')).toBe('integration-answers-only')
    expect(authorizeSetup(by()).allowed).toBe(false)
    expect(isVisible(visibility(by()), sampleApproval())).toBe(false)
  })

  it.each<[string, Partial<Integration>, string]>([
    ['outside its teams', { teams: [] }, 'integration-team'],
    ['outside its policies', { policies: ['deploys'] }, 'integration-policy'],
    ['outside its outcomes', { outcomes: ['reject'] }, 'integration-outcome'],
    ['disabled', { standing: 'disabled' }, 'integration-disabled'],
    ['with a secret that is gone', { standing: 'secret-gone' }, 'integration-secret'],
    ['whose identity is disabled', { actsAs: { ...actsAs, disabled: true } }, 'disabled'],
    ['whose identity left the team', { actsAs: { ...actsAs, teams: [] } }, 'team'],
    ['whose identity became an auditor', { actsAs: { ...actsAs, role: 'auditor' } }, 'auditor-reads-only'],
  ])('%s does not vote', (_, facts, rule) => {
    expect(ruleOf(by(facts))).toBe(rule)
  })

  it('without the right sends no heartbeats', () => {
    expect(ruleOf(by({ heartbeats: false }), 'heartbeat')).toBe('integration-heartbeats')
  })

  it('bound to outcomes says nothing without naming one', () => {
    const bound = by({ outcomes: ['approve'] })
    expect(authorize(bound, 'vote', sampleApproval()).allowed).toBe(false)
    expect(ruleOf(bound)).toBeUndefined()
  })

  it.each([
    'usr_ana',
    ' USR_ANA',
    'Ana@Example.com',
    'sub-ana',
    'https://login.example.com|sub-ana',
    actsAs.id,
    `INT_${BODY}`,
  ])('does not decide what was asked for under the name "%s"', (id) => {
    const asked = sampleApproval({ request: { requestedBy: { id, name: 'X' } } })
    expect(ruleOf(by(), 'vote', 'approve', asked)).toBe('separation-of-duties')
  })

  it('does not decide what a keeper asked for through a key, or through the key that set it up', () => {
    expect(ruleOf(by(), 'vote', 'approve', sampleApproval({ registeredFor: 'usr_ana' }))).toBe('separation-of-duties')
    const keepers = { people: [], keys: ['samplekey0001'] }
    expect(ruleOf(by({ keepers }))).toBe('separation-of-duties')
    const bo = sampleUser({ id: userId.parse('usr_bo'), email: null, identities: [] })
    const two = by({ keepers: { people: [bo, sampleUser()], keys: [] } })
    expect(ruleOf(two, 'vote', 'approve', sampleApproval({ registeredFor: 'usr_ana' }))).toBe('separation-of-duties')
    expect(ruleOf(by({ keepers: { people: [], keys: [] } }))).toBeUndefined()
  })

  it('is the actor in the log, and its identity signs the vote', () => {
    expect(actorOf(by())).toEqual({ kind: 'integration', id: `int_${BODY}`, name: 'Jira' })
    expect(signerOf(by())).toEqual({ id: actsAs.id, name: 'Jira' })
  })

  it('lends its identity to nobody: neither to a session nor to a key', () => {
    const key = { id: 'somekey000001', name: 'K', scopes: ['approvals:decide'], teams: [], actsAs } as const
    const others: Principal[] = [
      { kind: 'user', user: actsAs, via: 'web' },
      { kind: 'key', key: { ...key, id: key.id as never }, via: 'api' },
    ]
    for (const principal of others) expect(ruleOf(principal)).toBe('integration-identity')
  })
})
