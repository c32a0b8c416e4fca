import { DEFAULT_OUTCOMES } from '@countersign/shared/case'
import type { PolicyDocument } from '@countersign/shared/policy-document'
import type { Deadline, PendingApproval } from '../approval.ts'
import { deadlineOf } from '../deadline.ts'
import { joinApproval, type Question } from '../open-approval.ts'
import { type Refused, refused } from '../refusal.ts'
import { plainName } from '../visibility.ts'
import { KEY_NAME } from './exclusions.ts'
import type { Authorship } from './second-admin.ts'

export interface Move {
  readonly from: PendingApproval
  /** The document of the version it pins. */
  readonly before: PolicyDocument
  /** The document of the version it moves to. */
  readonly document: PolicyDocument
  /** What the approval asks under that version. */
  readonly question: Question
  readonly mover: Authorship
  readonly lastBeatAt: Date | null
  readonly now: Date
}

/**
 * T21: whoever wants a case to pass must not choose the rules it has to pass. Who had a part in it does not move it, and
 * who moved it does not decide it; and no version is chosen under which it passes without anybody.
 *
 * The same question under another version of its policy: planned anew, asked anew. Exclusions are those the new version
 * wants; one that nobody recorded, because the old version did not care who it was, cannot be made up for.
 */
export function moveApproval(move: Move): PendingApproval | Refused {
  const { from, before, document, question, mover, lastBeatAt, now } = move
  const barred = refuseMover(from, mover) ?? refuseByItself(from, question)
  if (barred) return barred
  const unknown = UNRECORDED.filter((part) => document.exclude.includes(part) && !before.exclude.includes(part))
  if (unknown.length > 0)
    return invalid(
      '/version',
      `excludes ${unknown.join(' and ')}, whom this approval has not recorded: withdraw it and have the workflow ask again`,
    )
  const kept = from.exclusions.filter(({ part }) => part === 'mover' || document.exclude.includes(part))
  const exclusions = [...kept, { part: 'mover' as const, names: mover.names }]
  const { attempt } = from
  const moved = joinApproval({ ...from, exclusions }, question, attempt.number, [], now)
  const deadline = deadlineUnder(moved, from, lastBeatAt)
  if (deadline && deadline.at <= now) return invalid('/version', 'would have been over already: its time has passed')
  return { ...moved, attempt, deadline }
}

function refuseMover(from: PendingApproval, { names }: Authorship): Refused | undefined {
  const parts = from.exclusions.filter(({ part }) => part !== 'mover').flatMap((each) => each.names)
  const asker = from.requestedBy ? [plainName(from.requestedBy.id)] : []
  const hadPart = [...parts, ...asker, `${KEY_NAME}${from.registeredByKey}`].some((name) => names.includes(name))
  if (!hadPart) return undefined
  const sentence =
    'You had a part in this case, so another admin has to move it: whoever asks must not choose the rules.'
  return refused({ code: 'not-permitted', rule: 'separation-of-duties', sentence })
}

function refuseByItself(from: PendingApproval, { plan, request }: Question): Refused | undefined {
  const passes = (outcome: string) =>
    (request.outcomes ?? DEFAULT_OUTCOMES).some(({ id, kind }) => id === outcome && kind === 'success')
  const byRule = plan.decidedBy !== null && passes(plan.decidedBy.outcome)
  const byTime = plan.expires?.answer.kind === 'succeed' && from.plan.expires?.answer.kind !== 'succeed'
  return byRule || byTime
    ? invalid('/version', 'would let it pass without a vote: withdraw it, and have the workflow ask again')
    : undefined
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
