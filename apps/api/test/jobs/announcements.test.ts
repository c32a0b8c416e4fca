import { describe, expect, it } from 'vitest'
import type { Announcement } from '../../src/use-cases/announcements/announce-approval.ts'
import { announceApproval } from '../../src/use-cases/announcements/announce-approval.ts'
import { castVote } from '../../src/use-cases/cast-vote.ts'
import { aSource, aVote, byUser } from '../builders.ts'
import { handlersFor, runJobsOnce } from '../support/run-jobs.ts'
import { accepted, useTestCore } from '../support/test-core.ts'

const core = useTestCore()

function listener(told: Announcement[], fails: () => boolean = () => false) {
  return handlersFor({
    announce: ({ approvalId }) =>
      announceApproval(
        {
          ...core.deps,
          channels: [
            async (_stores, announcement) => {
              if (fails()) throw new Error('a channel broke')
              told.push(announcement)
            },
          ],
        },
        approvalId,
      ),
  })
}

const typesOf = (told: readonly Announcement[]) => told.flatMap(({ entries }) => entries.map(({ type }) => type))

describe('what the channels are told', () => {
  it('is every change of an approval, once and in order, whether the jobs ran between them or not', async () => {
    const told: Announcement[] = []
    const approval = await core.register({ source: aSource() })
    await runJobsOnce(core.database, listener(told))
    expect(typesOf(told)).toEqual(['approval.requested'])

    const request = aVote(approval.caseDigest)
    accepted(
      await castVote(core.deps, {
        principal: byUser('usr_ana'),
        approvalId: approval.id,
        request,
        expectedVersion: null,
      }),
    )
    await runJobsOnce(core.database, listener(told))
    await runJobsOnce(core.database, listener(told))
    expect(typesOf(told)).toEqual(['approval.requested', 'approval.voted', 'approval.decided'])
    expect(told.at(-1)?.dossier.decision?.decidedBy[0]?.id).toBe('usr_ana')
  })

  it('is nothing of a change that was rolled back', async () => {
    await expect(
      core.deps.unitOfWork.transaction(async (stores) => {
        await stores.jobs.add({ name: 'plan-digests', payload: {} })
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    const [{ n } = { n: -1 }] = await core.sql<{ n: number }>(
      `select count(*)::int as n from graphile_worker.jobs where task_identifier = 'plan-digests'`,
    )
    expect(n).toBe(0)
  })

  it('is told again in full when a channel failed half-way', async () => {
    const told: Announcement[] = []
    let failing = true
    await core.register({ source: aSource() })
    await runJobsOnce(
      core.database,
      listener(told, () => failing),
    )
    expect(told).toEqual([])
    failing = false
    await core.database.pool.query('update graphile_worker._private_jobs set run_at = now()')
    await runJobsOnce(core.database, listener(told))
    expect(typesOf(told)).toEqual(['approval.requested'])
  })
})
