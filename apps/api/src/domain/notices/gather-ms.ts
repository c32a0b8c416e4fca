import type { NoticeKind } from '@countersign/shared/channels'
import type { Deadline } from '../approval.ts'

/** What falls due within this time after a first notice travels with it: ten approvals of one Map state are one mail. */
const GATHER_MS = 60_000

/** How long a notice waits for company: never a noticeable part of the time that is left to decide. */
export function gatherMs(kind: NoticeKind, deadline: Deadline | null, due: Date): number {
  if (kind === 'escalation' || kind === 'digest') return 0
  if (!deadline) return GATHER_MS
  return Math.min(GATHER_MS, Math.max(0, (deadline.at.getTime() - due.getTime()) / 10))
}
