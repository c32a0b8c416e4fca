import { teamId, userId } from '@countersign/shared/ids'
import { describe, expect, it } from 'vitest'
import type { Principal } from '../../src/domain/principal.ts'
import { castVote } from '../../src/use-cases/cast-vote.ts'
import { claimApproval } from '../../src/use-cases/claims/claim-approval.ts'
import { listSuccessors } from '../../src/use-cases/claims/list-successors.ts'
import { reassignApproval } from '../../src/use-cases/claims/reassign-approval.ts'
import { releaseApproval } from '../../src/use-cases/claims/release-approval.ts'
import { endDelegation } from '../../src/use-cases/delegations/end-delegation.ts'
import { setDelegation } from '../../src/use-cases/delegations/set-delegation.ts'
import { openEvidence } from '../../src/use-cases/open-evidence.ts'
import { aVote, byUser } from '../builders.ts'
import { MINUTE } from '../notices/notice-world.ts'
import { accepted, refusal } from '../support/test-core.ts'
import { usePolicyWorld } from './policy-world.ts'

const world = usePolicyWorld()
const ana = byUser('usr_ana')
const marco = byUser('usr_marco')
const platform = teamId.parse('platform')

describe('a claim', () => {
  const claim = (approvalId: Parameters<typeof world.find>[0], principal = ana, takeOver = false) =>
    claimApproval(world.core.deps, { principal, approvalId, takeOver })

  it('warns others for five minutes, and one logged click takes it over', async () => {
    const { id, version } = await world.ask(await world.policy({}))
    accepted(await claim(id))
    expect(refusal(await claim(id, marco))).toMatchObject({ code: 'already-claimed' })
    accepted(await claim(id, marco, true))
    const { approval } = await world.find(id)
    expect(approval).toMatchObject({ version, claim: { by: { id: 'usr_marco' } } })
    expect((await world.entries(id, 'approval.claimed')).map(({ data }) => data.from)).toMatchObject([
      null,
      { id: 'usr_ana' },
    ])
    await world.pass(5 * MINUTE)
    accepted(await claim(id))
  })

  it('makes nobody’s vote fail, and ends with the vote of who holds it', async () => {
    const { id } = await world.ask(await world.policy({ stages: [twoOf('payments')] }))
    accepted(await claim(id))
    accepted(await world.vote(id, 'usr_marco'))
    expect((await world.find(id)).approval.claim?.by.id).toBe('usr_ana')
    accepted(await world.vote(id, 'usr_ana'))
    expect((await world.find(id)).approval.claim).toBeNull()
  })

  it('is for those who may vote, and given back by who holds it only', async () => {
    const { id } = await world.ask(await world.policy({}), { requestedBy: { id: 'usr_marco', name: 'Marco' } })
    expect(refusal(await claim(id, marco))).toMatchObject({ rule: 'separation-of-duties' })
    accepted(await claim(id))
    accepted(await releaseApproval(world.core.deps, { principal: byUser('usr_helen'), approvalId: id }))
    expect((await world.find(id)).approval.claim?.by.id).toBe('usr_ana')
    accepted(await releaseApproval(world.core.deps, { principal: ana, approvalId: id }))
    expect((await world.find(id)).approval.claim).toBeNull()
    expect(await world.entries(id, 'approval.released')).toHaveLength(1)
  })
})

describe('handing it over', () => {
  const hand = (approvalId: Parameters<typeof world.find>[0], to: Parameters<typeof reassignApproval>[1]['to']) =>
    reassignApproval(world.core.deps, { principal: ana, approvalId, to })

  it('to a person names whom it waits for, tells them, and keeps the others’ seats', async () => {
    const { id } = await world.ask(await world.policy({}))
    await world.work()
    accepted(await hand(id, { person: userId.parse('usr_marco') }))
    await world.work()
    expect((await world.find(id)).approval.assignee).toEqual({ id: 'usr_marco', name: 'Marco Bianchi' })
    expect(await world.entries(id, 'approval.reassigned')).toMatchObject([{ data: { to: { id: 'usr_marco' } } }])
    const handed = await world.core.sql(`select from notice where approval_id = $1 and subject like '%:handed:%'`, [id])
    expect(handed.length).toBeGreaterThan(0)
    accepted(await world.vote(id, 'usr_helen'))
  })

  it('is refused to whoever could not decide it', async () => {
    const { id } = await world.ask(await world.policy({}), { requestedBy: { id: 'usr_marco', name: 'Marco' } })
    for (const person of ['usr_marco', 'usr_dana', 'usr_joao', 'usr_nobody'])
      expect(refusal(await hand(id, { person: userId.parse(person) }))).toMatchObject({
        errors: [{ pointer: '/to/person' }],
      })
    expect(refusal(await hand(id, { team: platform }))).toMatchObject({ errors: [{ pointer: '/to/team' }] })
    const successors = accepted(await listSuccessors(world.core.deps, ana, id))
    expect(successors.people.map((each) => each.id)).toEqual(['usr_ana', 'usr_helen'])
  })

  it('to a team of the policy gives it the seats; votes stay of those who sit there too', async () => {
    const policy = await world.policy({ stages: [twoOf()], handOverTo: [platform] })
    const { id } = await world.ask(policy)
    accepted(await world.vote(id, 'usr_marco'))
    accepted(await hand(id, { person: userId.parse('usr_helen') }))
    accepted(await hand(id, { team: platform }))
    const { approval, votes } = await world.find(id)
    expect(approval.assignee).toBeNull()
    expect(approval.standing).toMatchObject({ given: 0, needed: 2, asked: [{ id: 'platform' }] })
    expect(approval.audience.teams).toContain('platform')
    expect(votes).toEqual([])
    accepted(await world.vote(id, 'usr_helen'))
    expect(refusal(await world.vote(id, 'usr_ana'))).toMatchObject({ rule: 'team' })
    expect(accepted(await world.vote(id, 'usr_dana')).decision?.kind).toBe('success')
  })
})

describe('somebody who is away', () => {
  const until = '2026-11-24T09:00:00.000Z'
  const away = (absent: string, delegate: string, more: { from?: string; until?: string } = {}) =>
    setDelegation(world.core.deps, {
      actor: { kind: 'user', id: absent, name: absent },
      absent,
      delegate,
      from: more.from ? new Date(more.from) : null,
      until: new Date(more.until ?? until),
      note: null,
    })
  const end = async (id: string) =>
    accepted(await endDelegation(world.core.deps, { actor: { kind: 'user', id: 'x', name: 'x' }, id, of: null }))

  it('is stood in for: the delegate is told, votes with both names, and no longer once it ends', async () => {
    const { delegation } = accepted(await away('usr_ana', 'usr_dana'))
    const first = await world.ask(await world.policy({}))
    await world.work()
    expect(await world.told(first.id, 'request')).toContain('usr_dana')
    accepted(await world.vote(first.id, 'usr_dana'))
    expect((await world.find(first.id)).decision?.decidedBy).toMatchObject([{ name: 'Dana Okafor for Ana Lindqvist' }])
    await end(delegation.id)
    const second = await world.ask(await world.policy({}))
    expect(refusal(await world.vote(second.id, 'usr_dana'))).toMatchObject({ code: 'not-found' })
  })

  it('may name nobody who decides nothing, nobody who is away too, and nobody twice at a time', async () => {
    expect(refusal(await away('usr_ana', 'usr_ana'))).toMatchObject({ errors: [{ pointer: '/delegate' }] })
    expect(refusal(await away('usr_ana', 'usr_joao'))).toMatchObject({ errors: [{ pointer: '/delegate' }] })
    expect(refusal(await away('usr_ana', 'usr_nobody'))).toMatchObject({ errors: [{ pointer: '/delegate' }] })
    expect(refusal(await away('usr_ana', 'usr_dana', { until: '2026-11-01T00:00:00Z' }))).toMatchObject({
      errors: [{ pointer: '/until' }],
    })
    const { delegation } = accepted(await away('usr_ana', 'usr_dana'))
    expect(refusal(await away('usr_ana', 'usr_priya'))).toMatchObject({ errors: [{ pointer: '/from' }] })
    expect(refusal(await away('usr_priya', 'usr_ana'))).toMatchObject({ errors: [{ pointer: '/delegate' }] })
    const later = { from: until, until: '2026-11-25T09:00:00Z' }
    const { delegation: next } = accepted(await away('usr_ana', 'usr_priya', later))
    await end(delegation.id)
    await end(next.id)
  })

  it('cannot be stood in for by who had a part in the case, nor when they had one', async () => {
    const { delegation } = accepted(await away('usr_ana', 'usr_marco'))
    const policy = await world.policy({ stages: [{ ...twoOf(), require: { votes: 1, from: people('usr_ana') } }] })
    const hers = await world.ask(policy, { requestedBy: { id: 'usr_ana', name: 'Ana' } })
    expect(refusal(await world.vote(hers.id, 'usr_marco'))).toMatchObject({ rule: 'separation-of-duties' })
    const his = await world.ask(policy, { requestedBy: { id: 'usr_marco', name: 'Marco' } })
    expect(refusal(await world.vote(his.id, 'usr_marco'))).toMatchObject({ rule: 'separation-of-duties' })
    await end(delegation.id)
  })
})

describe('evidence', () => {
  it('of the case is recorded once, by hash, and frees the vote that the policy demands it for', async () => {
    const url = 'https://docs.example.com/receipt?signature=secret'
    const plain = { comment: 'never', reason: false, evidence: true } as const
    const policy = await world.policy({ demands: { low: plain, medium: plain, high: plain } })
    const { id } = await world.ask(policy, { case: { evidence: [{ label: 'Receipt', url }] } })
    const open = (address: string) => openEvidence(world.core.deps, { principal: ana, approvalId: id, url: address })
    expect(refusal(await world.vote(id, 'usr_ana'))).toMatchObject({ rule: 'evidence-not-opened' })
    expect(refusal(await open('https://elsewhere.example.com'))).toMatchObject({ errors: [{ pointer: '/url' }] })
    accepted(await open(url))
    accepted(await open(url))
    const entries = await world.entries(id, 'evidence.opened')
    expect(entries).toHaveLength(1)
    expect(JSON.stringify(entries)).not.toContain('secret')
    accepted(await world.vote(id, 'usr_ana'))
  })

  it('a vote that demands a recent sign-in takes one of a session that began lately only', async () => {
    const plain = { signedInWithinMinutes: 10 }
    const policy = await world.policy({ demands: { low: plain, medium: plain, high: plain } })
    const { id } = await world.ask(policy)
    expect(refusal(await world.vote(id, 'usr_ana'))).toMatchObject({ rule: 'recent-sign-in' })
    const { approval } = await world.find(id)
    const now = await world.core.deps.unitOfWork.transaction((stores) => stores.now())
    const at = (minutes: number): Principal =>
      Object.assign(byUser('usr_ana'), { signedInAt: new Date(now.getTime() - minutes * MINUTE) })
    const vote = (principal: Principal) =>
      castVote(world.core.deps, {
        principal,
        approvalId: id,
        request: aVote(approval.caseDigest),
        expectedVersion: null,
      })
    expect(refusal(await vote(at(11)))).toMatchObject({ rule: 'recent-sign-in' })
    accepted(await vote(at(9)))
  })
})

const people = (...ids: readonly string[]) => ({ people: ids.map((id) => userId.parse(id)) })

function twoOf(team?: string) {
  const from = team ? { from: { teams: [teamId.parse(team)] } } : {}
  return { id: 'decision', name: 'Decision', require: { votes: 2, ...from } }
}
