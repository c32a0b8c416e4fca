import type { ApprovalId } from '@countersign/shared/ids'
import { describe, expect, it } from 'vitest'
import type { Stores } from '../../src/ports/unit-of-work.ts'
import { castVoteIn } from '../../src/use-cases/cast-vote.ts'
import { undoDecisionIn } from '../../src/use-cases/undo-decision.ts'
import { aVote, byUser } from '../builders.ts'
import { until } from '../delivery/workflow-world.ts'
import { accepted } from '../support/test-core.ts'
import { usePolicyWorld } from './policy-world.ts'

const world = usePolicyWorld()
const pair = { stages: [{ id: 'pair', name: 'Pair', require: { votes: 2 } }] }

/**
 * The transaction, in which between reading the approval and reading its votes somebody else rejects: as far as that gets
 * before it has to wait.
 */
async function whileMarcoRejects<T>(id: ApprovalId, work: (stores: Stores) => Promise<T>) {
  let other: ReturnType<typeof world.vote> | undefined
  const result = await world.core.deps.unitOfWork.transaction((stores) =>
    work({
      ...stores,
      votes: {
        ...stores.votes,
        async ofAttempt(...attempt) {
          other ??= world.vote(id, 'usr_marco', { outcome: 'reject', comment: 'Not this one.' })
          await Promise.race([other, untilSomebodyWaits()])
          return stores.votes.ofAttempt(...attempt)
        },
      },
    }),
  )
  if (!other) throw new Error('the votes were not read')
  return { result, other: await other }
}

const untilSomebodyWaits = () =>
  until(async () => {
    const waiting = await world.core.sql(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return waiting.length > 0 ? true : undefined
  })

describe('two people at the same moment', () => {
  it('takes a vote back as if the other one came afterwards', async () => {
    const { id } = await world.ask(await world.policy(pair))
    accepted(await world.vote(id, 'usr_ana'))
    const { result, other } = await whileMarcoRejects(id, (stores) =>
      undoDecisionIn(stores, { principal: byUser('usr_ana'), approvalId: id }),
    )
    accepted(result)
    expect(accepted(other).decision?.outcome).toBe('reject')
    const { approval, votes } = await world.find(id)
    expect(approval.status).toBe('rejected')
    expect(votes.map(({ by }) => by.id)).toEqual(['usr_marco'])
  })

  it('counts a vote as if the other one came afterwards', async () => {
    const { id, caseDigest } = await world.ask(await world.policy(pair))
    const { result, other } = await whileMarcoRejects(
      id,
      castVoteIn(world.core.deps, {
        principal: byUser('usr_ana'),
        approvalId: id,
        request: aVote(caseDigest),
        expectedVersion: null,
      }),
    )
    expect(accepted(result).decision).toBeNull()
    expect(accepted(other).decision?.outcome).toBe('reject')
  })
})
