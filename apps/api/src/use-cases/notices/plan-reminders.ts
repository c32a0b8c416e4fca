import { audienceIds } from '../../domain/notices/audience-ids.ts'
import { subjectOf } from '../../domain/notices/notice.ts'
import { remindAt } from '../../domain/notices/remind-at.ts'
import { whoIsTold } from '../../domain/notices/who-is-told.ts'
import type { Dossier } from '../../ports/approval-reader.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { type WriteNoticesDeps, writeNotices } from './write-notices.ts'

interface Deps extends WriteNoticesDeps {
  readonly unitOfWork: UnitOfWork
}

const AT_A_TIME = 50
/** What one minute takes at most; the next minute goes on. */
const MAX_ROUNDS = 40

/** Reminds those who may decide and have not, once an attempt, when a quarter of its window is left. */
export async function planReminders(deps: Deps): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const taken = await deps.unitOfWork.transaction(async (stores) => {
      const due = await stores.reminders.takeDue(AT_A_TIME)
      const dossiers = await stores.reader.dossiers(due.map(({ approvalId }) => approvalId))
      for (const { approvalId, attempt } of due) await remind(deps, stores, dossiers.get(approvalId), attempt)
      return due.length
    })
    if (taken < AT_A_TIME) return
  }
}

async function remind(deps: Deps, stores: Stores, dossier: Dossier | undefined, attempt: number): Promise<void> {
  if (!dossier) return
  const { approval, votes } = dossier
  if (approval.status !== 'pending' || approval.attempt.number !== attempt) return
  const now = await stores.now()
  const at = remindAt(approval)
  if (at && at > now) return stores.reminders.postpone(approval.id, at)
  const people = await stores.notices.recipients(approval.id, audienceIds(approval.standing.asked))
  const news = { approval, kind: 'reminder', subject: subjectOf.question(attempt), from: now } as const
  await writeNotices(deps, stores, news, whoIsTold('reminder', approval, votes, people))
}
