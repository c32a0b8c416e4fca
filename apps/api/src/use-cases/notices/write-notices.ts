import type { Approval } from '../../domain/approval.ts'
import { channelsFor } from '../../domain/notices/channels-for.ts'
import { dueAt } from '../../domain/notices/due-at.ts'
import { gatherMs } from '../../domain/notices/gather-ms.ts'
import type { Notice, Recipient } from '../../domain/notices/notice.ts'
import type { Identifiers } from '../../ports/identifiers.ts'
import type { Reach } from '../../ports/notices.ts'
import type { Stores } from '../../ports/unit-of-work.ts'
import { sendNoticeJob } from './send-notice-job.ts'

export interface WriteNoticesDeps {
  readonly identifiers: Pick<Identifiers, 'notice'>
  readonly reach: Reach
}

export interface News {
  readonly approval: Pick<Approval, 'id' | 'deadline'> | null
  readonly kind: Notice['kind']
  readonly subject: string
  /** Not before this, whatever people wish. */
  readonly from: Date
}

/** Writes down who is told what, on which channel and when, and adds the jobs that tell them. */
export async function writeNotices(
  { identifiers, reach }: WriteNoticesDeps,
  stores: Pick<Stores, 'notices' | 'jobs' | 'now'>,
  { approval, kind, subject, from }: News,
  people: readonly Recipient[],
): Promise<void> {
  const notices = people.flatMap((recipient) =>
    channelsFor(kind, recipient.preferences, reach(recipient)).map(
      (channel): Notice => ({
        id: identifiers.notice(),
        userId: recipient.user.id,
        approvalId: approval?.id ?? null,
        kind,
        channel,
        subject,
        dueAt: dueAt(kind, recipient.preferences, recipient.watch.snoozedUntil, from),
      }),
    ),
  )
  if (notices.length === 0) return
  const now = await stores.now()
  const planned = await stores.notices.plan(notices)
  await stores.jobs.add(
    ...planned.map((notice) => sendNoticeJob(notice, now, gatherMs(kind, approval?.deadline ?? null, notice.dueAt))),
  )
}
