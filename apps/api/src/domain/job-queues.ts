import type { ApprovalId } from '@countersign/shared/ids'

/** More than jobs run at once, so that two approvals seldom meet in one. */
const APPROVAL_QUEUES = 64

/**
 * The queue of one kind of jobs about an approval: they run one after the other. A queue is a row that stays, so
 * approvals share a fixed number of them.
 */
export const approvalQueue = (kind: 'slack-action' | 'slack-reply' | 'tend-stage', approvalId: ApprovalId): string =>
  `${kind}:${laneOf(approvalId, APPROVAL_QUEUES)}`

/** One of so many lanes, always the same for the same id. The end of an id is random, so they fill evenly. */
export const laneOf = (id: string, lanes: number): number =>
  [...id.slice(-4)].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % lanes, 0)
