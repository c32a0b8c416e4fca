import { subjectOf } from '../../domain/notices/notice.ts'
import { whoIsTold } from '../../domain/notices/who-is-told.ts'
import type { Dossier } from '../../ports/approval-reader.ts'
import type { EndedSnooze } from '../../ports/notices.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { type WriteNoticesDeps, writeNotices } from './write-notices.ts'

interface Deps extends WriteNoticesDeps {
  readonly unitOfWork: UnitOfWork
}

const AT_A_TIME = 100
const MAX_ROUNDS = 20

/** A snooze that is over: the person is asked again, if it still waits for them. */
export async function endSnoozes(deps: Deps): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const taken = await deps.unitOfWork.transaction(async (stores) => {
      const ended = await stores.watches.takeEnded(AT_A_TIME)
      const dossiers = await stores.reader.dossiers(ended.map(({ approvalId }) => approvalId))
      for (const snooze of ended) await askAgain(deps, stores, snooze, dossiers.get(snooze.approvalId))
      return ended.length
    })
    if (taken < AT_A_TIME) return
  }
}

async function askAgain(
  deps: Deps,
  stores: Stores,
  { approvalId, userId, until }: EndedSnooze,
  dossier: Dossier | undefined,
): Promise<void> {
  if (dossier?.approval.status !== 'pending') return
  const recipient = await stores.notices.recipient(userId, approvalId)
  if (!recipient) return
  const { approval, votes } = dossier
  const subject = subjectOf.again(approval.attempt.number, until)
  const news = { approval, kind: 'request', subject, from: await stores.now() } as const
  await writeNotices(deps, stores, news, whoIsTold('request', approval, votes, [recipient]))
}
