import { RISKS, type Risk, ROLES } from '@countersign/shared/statuses'
import { describe, expect, it } from 'vitest'
import { sampleApproval, sampleReviewer, sampleUser } from './approval.sample.ts'
import type { Action } from './authorize.ts'
import { authorize, authorizeRequest } from './authorize.ts'
import type { ApiKey, Principal } from './principal.ts'
import { SCOPES } from './principal.ts'

const ACTIONS = [
  'read',
  'reveal',
  'vote',
  'undo',
  'cancel',
  'comment',
  'heartbeat',
] as const satisfies readonly Action[]
const approval = sampleApproval()
const key = (facts: Partial<ApiKey> = {}): Principal => ({
  kind: 'key',
  key: { id: 'anotherkey001' as never, name: 'Key', scopes: SCOPES, teams: [], actsAs: null, ...facts },
  via: 'api',
})
const mayRequest = (principal: Principal) => authorizeRequest(principal, approval.team).allowed
const allowed = (principal: Principal, facts = approval) => [
  ...(mayRequest(principal) ? ['request'] : []),
  ...ACTIONS.filter((action) => authorize(principal, action, facts).allowed),
]
const ruleOf = (principal: Principal, action: Action, facts = approval) => {
  const verdict = authorize(principal, action, facts)
  return verdict.allowed ? undefined : verdict.rule
}

describe('who may do what', () => {
  it.each([
    ['a reviewer of the team', sampleReviewer(), ['read', 'reveal', 'vote', 'undo', 'comment']],
    ['a reviewer of another team', sampleReviewer({ teams: [] }), []],
    [
      'an admin of the team',
      sampleReviewer({ role: 'admin' }),
      ['read', 'reveal', 'vote', 'undo', 'cancel', 'comment'],
    ],
    [
      'an admin outside the team',
      sampleReviewer({ role: 'admin', teams: [] }),
      ['read', 'reveal', 'cancel', 'comment'],
    ],
    ['an auditor', sampleReviewer({ role: 'auditor' }), ['read', 'reveal']],
    ['a disabled reviewer', sampleReviewer({ disabled: true }), []],
    ['a disabled admin', sampleReviewer({ role: 'admin', disabled: true }), []],
    ['a key of another workflow', key(), ['request', 'read', 'heartbeat']],
    [
      'the key that registered it',
      key({ id: 'samplekey0001' as never }),
      ['request', 'read', 'cancel', 'comment', 'heartbeat'],
    ],
    ['a key of another team', key({ teams: ['platform' as never] }), []],
    ['a key that acts as a reviewer', key({ actsAs: sampleUser() }), ['request', 'read', 'vote', 'undo', 'heartbeat']],
    [
      'a key that acts as an auditor',
      key({ actsAs: sampleUser({ role: 'auditor' }) }),
      ['request', 'read', 'heartbeat'],
    ],
    ['a key that acts as nobody any more', key({ actsAs: sampleUser({ disabled: true }) }), []],
    ['a key without scopes', key({ id: 'samplekey0001' as never, scopes: [], actsAs: sampleUser() }), []],
  ])('%s may exactly this', (_, principal, actions) => {
    expect(allowed(principal)).toEqual(actions)
  })

  it('gives a key only what its one scope says', () => {
    for (const scope of SCOPES) {
      const principal = key({ id: 'samplekey0001' as never, scopes: [scope], actsAs: sampleUser() })
      const needed = {
        request: 'approvals:request',
        comment: 'approvals:request',
        read: 'approvals:read',
        reveal: null,
        vote: 'approvals:decide',
        undo: 'approvals:decide',
        cancel: 'approvals:cancel',
        heartbeat: 'approvals:heartbeat',
      }
      expect(allowed(principal)).toEqual(
        (['request', ...ACTIONS] as const).filter((action) => needed[action] === scope),
      )
    }
  })

  it.each(['usr_ana', 'USR_ANA', ' usr_ana ', 'sub-ana', 'https://login.example.com|sub-ana', 'Ana@Example.com'])(
    'keeps a requester named %s from deciding, in every role',
    (id) => {
      const own = sampleApproval({ request: { requestedBy: { id, name: 'Not Ana' } } })
      for (const role of ROLES) expect(authorize(sampleReviewer({ role }), 'vote', own).allowed).toBe(false)
      expect(ruleOf(sampleReviewer(), 'vote', own)).toBe('separation-of-duties')
      expect(ruleOf(key({ actsAs: sampleUser() }), 'vote', own)).toBe('separation-of-duties')
    },
  )

  it('does not take people for the requester because of a name they share', () => {
    const others = sampleApproval({ request: { requestedBy: { id: 'usr_anabel', name: 'Ana' } } })
    expect(ruleOf(sampleReviewer(), 'vote', others)).toBeUndefined()
  })

  it('keeps the person behind the registering key from deciding', () => {
    expect(ruleOf(sampleReviewer(), 'vote', sampleApproval({ registeredFor: 'usr_ana' }))).toBe('separation-of-duties')
  })

  it('lets a policy allow requesters to decide', () => {
    const own = sampleApproval({ request: { requestedBy: { id: 'usr_ana', name: 'Ana' } }, requesterMayDecide: true })
    expect(ruleOf(sampleReviewer(), 'vote', own)).toBeUndefined()
  })

  it('grants the rights of a requester by id or by issuer with subject, never by e-mail or bare subject', () => {
    const may = (id: string) =>
      authorize(
        sampleReviewer({ teams: [] }),
        'cancel',
        sampleApproval({ request: { requestedBy: { id, name: 'A' } } }),
      ).allowed
    expect(may('usr_ana')).toBe(true)
    expect(may('https://login.example.com|sub-ana')).toBe(true)
    expect(may('sub-ana')).toBe(false)
    expect(may('ana@example.com')).toBe(false)
  })

  it('keeps high risk out of Slack, whatever was pressed there, and nothing else', () => {
    const inSlack = { ...sampleReviewer(), via: 'slack' } as Principal
    const of = (risk: Risk) => sampleApproval({ request: { risk } })
    expect(RISKS.filter((risk) => ruleOf(inSlack, 'vote', of(risk)) === 'chat-not-allowed')).toEqual(['high'])
    expect(RISKS.filter((risk) => !authorize(sampleReviewer(), 'vote', of(risk)).allowed)).toEqual([])
    expect(allowed(inSlack, of('high'))).toEqual(['read', 'reveal', 'undo', 'comment'])
  })
})
