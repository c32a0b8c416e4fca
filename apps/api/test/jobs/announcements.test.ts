import { describe, expect, it } from 'vitest'
import type { Announcement } from '../../src/use-cases/announcements/announce.ts'
import { announceApproval } from '../../src/use-cases/announcements/announce-approval.ts'
import { announceNews } from '../../src/use-cases/announcements/announce-news.ts'
import { castVote } from '../../src/use-cases/cast-vote.ts'
import { aSource, aVote, byUser } from '../builders.ts'
import { handlersFor, letJobsAge, runJobsOnce, silentLog } from '../support/run-jobs.ts'
import { accepted, useTestCore } from '../support/test-core.ts'

const core = useTestCore()

/** A channel that listens; `fails` says of which approvals it cannot be told. */
function listener(told: Announcement[], fails: (title: string) => boolean = () => false) {
  return {
    ...core.jobDeps,
    log: silentLog,
    channels: [
      async (_stores: unknown, announcement: Announcement) => {
        if (fails(announcement.dossier.approval.title)) throw new Error('a channel broke')
        told.push(announcement)
      },
    ],
  }
}

const work = (announcing: ReturnType<typeof listener>) =>
  runJobsOnce(core.database, handlersFor({ announce: ({ approvalId }) => announceApproval(announcing, approvalId) }), {
    announcing,
  })
const typesOf = (told: readonly Announcement[]) => told.flatMap(({ entries }) => entries.map(({ type }) => type))
const titlesOf = (told: readonly Announcement[]) => told.map(({ dossier }) => dossier.approval.title)
const register = (title: string) => core.register({ source: aSource(), request: { title } })
const decide = ({ id, caseDigest }: Awaited<ReturnType<typeof register>>) =>
  castVote(core.deps, {
    principal: byUser('usr_ana'),
    approvalId: id,
    request: aVote(caseDigest),
    expectedVersion: null,
  }).then(accepted)

describe('what the channels are told', () => {
  it('is every change of an approval, once and in order, whether a pass ran between them or not', async () => {
    const told: Announcement[] = []
    const approval = await register('Refund')
    await work(listener(told))
    expect(typesOf(told)).toEqual(['approval.requested'])

    await decide(approval)
    await work(listener(told))
    await work(listener(told))
    expect(typesOf(told)).toEqual(['approval.requested', 'approval.voted', 'approval.decided'])
    expect(told.at(-1)?.dossier.decision?.decidedBy[0]?.id).toBe('usr_ana')
  })

  it('is nothing of a change that was rolled back', async () => {
    const told: Announcement[] = []
    const approval = await register('Refund')
    await work(listener(told))
    await expect(
      core.deps.unitOfWork.transaction(async (stores) => {
        await stores.audit.append({
          type: 'approval.commented',
          approvalId: approval.id,
          actor: { kind: 'user', id: 'usr_ana', name: 'Ana Lindqvist' },
          at: await stores.now(),
          data: {},
        })
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    await work(listener(told))
    expect(typesOf(told)).toEqual(['approval.requested'])
  })

  it('is told of many approvals in one pass, each with its own entries', async () => {
    const told: Announcement[] = []
    const approvals = await Promise.all(Array.from({ length: 20 }, (_, n) => register(`Refund ${n}`)))
    await Promise.all(approvals.map(decide))
    expect(await announceNews(listener(told))).toBe(false)
    expect(told).toHaveLength(20)
    for (const { dossier, entries } of told) {
      expect(entries.map(({ type }) => type)).toEqual(['approval.requested', 'approval.voted', 'approval.decided'])
      expect(entries.every(({ approvalId }) => approvalId === dossier.approval.id)).toBe(true)
    }
    expect(await announceNews(listener(told))).toBe(false)
    expect(told).toHaveLength(20)
  })

  it('goes on where it ended when there is more than one pass holds', async () => {
    const told: Announcement[] = []
    await Promise.all(Array.from({ length: 101 }, (_, n) => register(`Refund ${n}`)))
    expect(await announceNews(listener(told))).toBe(true)
    expect(told).toHaveLength(100)
    expect(await announceNews(listener(told))).toBe(false)
    expect(told).toHaveLength(101)
  })

  it('is told once when two workers look at the same moment', async () => {
    const told: Announcement[] = []
    await Promise.all(Array.from({ length: 10 }, (_, n) => register(`Refund ${n}`)))
    const two = { ...listener(told), unitOfWork: core.deps.unitOfWork }
    await Promise.all([announceNews(two), announceNews(two), announceNews(two)])
    expect(titlesOf(told).sort()).toEqual(Array.from({ length: 10 }, (_, n) => `Refund ${n}`))
  })

  it('is told again in full when a channel failed half-way, and meanwhile holds up no other approval', async () => {
    const told: Announcement[] = []
    const broken = await register('Refund that breaks')
    await register('Refund that does not')
    await work(listener(told, (title) => title === 'Refund that breaks'))
    expect(titlesOf(told)).toEqual(['Refund that does not'])

    // What comes later is news too, and comes after what is still to tell.
    await decide(broken)
    await register('Another one')
    await work(listener(told, (title) => title === 'Refund that breaks'))
    expect(titlesOf(told)).toEqual(['Refund that does not', 'Another one'])

    await letJobsAge(core.database, 60_000)
    await work(listener(told))
    expect(titlesOf(told).slice(2)).toEqual(['Refund that breaks'])
    expect(typesOf(told.slice(2))).toEqual(['approval.requested', 'approval.voted', 'approval.decided'])
  })
})
