import type { PolicyDocument } from '@countersign/shared/policies'
import type { Deadline, PendingApproval } from '../approval.ts'
import { deadlineOf } from '../deadline.ts'
import { joinApproval, type Question } from '../open-approval.ts'
import { type Refused, refused } from '../refusal.ts'

export interface Move {
  readonly from: PendingApproval
  /** The document of the version it pins. */
  readonly before: PolicyDocument
  /** The document of the version it moves to. */
  readonly document: PolicyDocument
  /** What the approval asks under that version. */
  readonly question: Question
  readonly lastBeatAt: Date | null
  readonly now: Date
}

/**
 * The same question under another version of its policy: planned anew, asked anew. Exclusions are those the new version
 * wants; one that nobody recorded, because the old version did not care who it was, cannot be made up for.
 */
export function moveApproval({ from, before, document, question, lastBeatAt, now }: Move): PendingApproval | Refused {
  const unknown = UNRECORDED.filter((part) => document.exclude.includes(part) && !before.exclude.includes(part))
  if (unknown.length > 0)
    return invalid(
      '/version',
      `excludes ${unknown.join(' and ')}, whom this approval has not recorded: withdraw it and have the workflow ask again`,
    )
  const exclusions = from.exclusions.filter(({ part }) => document.exclude.includes(part))
  const { attempt } = from
  const moved = joinApproval({ ...from, exclusions }, question, attempt.number, [], now)
  const deadline = deadlineUnder(moved, from, lastBeatAt)
  if (deadline && deadline.at <= now) return invalid('/version', 'would have been over already: its time has passed')
  return { ...moved, attempt, deadline }
}

/** An approval keeps their names as exclusions, and only where its policy excludes them; the asker it keeps always. */
const UNRECORDED = ['starter', 'submitter', 'author'] as const

/** What the engine has said of time stays; what the old version said of it does not. */
function deadlineUnder(moved: PendingApproval, from: PendingApproval, lastBeatAt: Date | null): Deadline | null {
  const { source, timeoutSeconds, heartbeat, plan } = moved
  const anew = deadlineOf({
    ...from.attempt,
    enteredTime: source.enteredTime,
    timeoutSeconds,
    heartbeat,
    lastBeatAt,
    expires: plan.expires,
  })
  const known = from.deadline
  const isOfEngine = known !== null && (known.because === 'task timeout' || known.because === 'external heartbeat')
  return isOfEngine && (anew === null || known.at < anew.at) ? known : anew
}

const invalid = (pointer: string, message: string): Refused =>
  refused({ code: 'invalid-request', errors: [{ pointer, message }] })
