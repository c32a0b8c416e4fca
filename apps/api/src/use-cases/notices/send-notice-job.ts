import type { Notice } from '../../domain/notices/notice.ts'
import type { Job } from '../../ports/jobs.ts'

/** A job knows delays up to 24 days; one that comes early puts itself off again. */
const MAX_DELAY_MS = 7 * 86_400_000

/** One at a time for a person on a channel, so that what is due together is put together. */
export const sendNoticeJob = ({ id, userId, channel, dueAt }: Notice, now: Date, gatherMs: number): Job => ({
  name: 'send-notice',
  payload: { noticeId: id },
  key: `notice:${id}`,
  queue: `notices:${channel}:${userId}`,
  delayMs: Math.round(Math.min(Math.max(0, dueAt.getTime() - now.getTime()) + gatherMs, MAX_DELAY_MS)),
})
