import type { Form, Outcome } from '@countersign/shared/case'
import type { CallbackId, DecisionId, VoteId } from '@countersign/shared/ids'
import type { Json } from '@countersign/shared/json'
import type { VoteRequest } from '@countersign/shared/requests'
import { answerOf, errorNameOf } from './answer.ts'
import type { Approval, CallbackBody, Decision, PendingApproval, Vote } from './approval.ts'
import { authorize } from './authorize.ts'
import { canonicalJson } from './canonical-json.ts'
import { addSeconds, reasonAt } from './deadline.ts'
import { refuseUnprepared } from './policy/demands.ts'
import { findSeat, type Seat } from './policy/find-seat.ts'
import type { Standing } from './policy/plan.ts'
import { namesOf } from './policy/say.ts'
import { counts, tally } from './policy/tally.ts'
import type { Principal } from './principal.ts'
import { signerOf, voterOf } from './principal.ts'
import type { FieldError, Refused } from './refusal.ts'
import { refused } from './refusal.ts'
import { refuseEnded } from './refuse-ended.ts'
import { refuseSuperseded } from './refuse-superseded.ts'
import { undoWindowSeconds } from './undo-window.ts'

export interface Ballot {
  readonly approval: Approval
  /** Votes on this attempt that count so far. */
  readonly earlier: readonly Vote[]
  /** Addresses of evidence that the voter has opened since the case is what it is. */
  readonly opened: readonly string[]
  /** The voter has revealed what is hidden in the case of this attempt. */
  readonly revealed: boolean
  readonly principal: Principal
  readonly request: VoteRequest
  /** `If-Match`: the version the voter saw, when given. */
  readonly expectedVersion: number | null
  readonly ids: { readonly vote: VoteId; readonly decision: DecisionId; readonly callback: CallbackId }
  readonly now: Date
}

/** What the form's schema says about an input; compiled outside, pure all the same. */
export type InputCheck = (form: Form, input: Readonly<Record<string, Json>>) => readonly FieldError[]

export interface NewDelivery {
  readonly id: CallbackId
  readonly status: 'held' | 'queued'
  readonly body: CallbackBody
  readonly dueAt: Date
}

export type Voted =
  | { readonly kind: 'voted'; readonly approval: PendingApproval; readonly vote: Vote; readonly standing: Standing }
  | {
      readonly kind: 'decided'
      readonly approval: PendingApproval
      readonly vote: Vote
      readonly to: 'approved' | 'rejected'
      readonly decision: Decision
      readonly delivery: NewDelivery
    }

/**
 * One person's answer. The checks run from "is there still a question" over "may you answer it" to "is this an answer
 * to what is asked now", so that each refusal names the first thing that would have to change.
 */
export function castVote(ballot: Ballot, checkInput: InputCheck): Voted | Refused {
  const { approval, principal, request, now } = ballot
  if (approval.status !== 'pending') return refused(refuseEnded(approval))
  const outdated = refuseOutdated(approval, request, now)
  if (outdated) return outdated
  const verdict = authorize(principal, 'vote', approval, request.outcome)
  if (!verdict.allowed) return refused(verdict)
  // I7: the digest of what was shown must be the digest of what would be decided.
  if (request.caseDigest !== approval.caseDigest)
    return refused({ code: 'case-changed', caseDigest: approval.caseDigest, version: approval.version })
  if (ballot.expectedVersion !== null && ballot.expectedVersion !== approval.version)
    return refused({ code: 'version-changed', version: approval.version })
  const choice = readChoice(approval, request, checkInput)
  if (choice.kind === 'refused') return choice
  const seat = takeSeat(ballot, approval)
  if (seat.kind === 'refused') return seat
  const blocked =
    refuseUnprepared({ ...ballot, approval, outcome: choice.outcome }) ??
    refuseDiffering(ballot.earlier, approval, choice)
  if (blocked) return blocked
  const vote: Vote = {
    id: ballot.ids.vote,
    by: signerOf(principal),
    onBehalfOf: seat.onBehalfOf,
    via: principal.via,
    stage: seat.stage,
    seats: seat.seats,
    attempt: approval.attempt.number,
    outcome: choice.outcome.id,
    reason: choice.reason?.id ?? null,
    comment: blankToNull(request.comment),
    input: choice.input,
    caseDigest: request.caseDigest,
    at: now,
  }
  return count(ballot, approval, vote)
}

/** One person, one vote, and one vote a seat: whoever stands in for somebody uses up that person's vote. */
function takeSeat({ principal, request, earlier }: Ballot, approval: PendingApproval): Seat | Refused {
  const voter = voterOf(principal)
  if (!voter) throw new Error('a vote of nobody was authorized')
  const seat = findSeat(voter, approval, request.onBehalfOf ?? null)
  if (seat.kind === 'no-seat') return refused({ code: 'not-eligible', rule: seat.rule, sentence: seat.sentence })
  const own = earlier.find(({ by }) => by.id === voter.user.id)
  if (own)
    return refused({ code: 'already-voted', at: own.at, sentence: 'Your vote on this attempt is already recorded.' })
  const holder = seat.onBehalfOf ?? voter.user
  const theirs = earlier.find(({ by, onBehalfOf }) => by.id === holder.id || onBehalfOf?.id === holder.id)
  if (theirs)
    return refused({
      code: 'already-voted',
      at: theirs.at,
      sentence: seat.onBehalfOf
        ? `${holder.name} has voted already, so nobody can stand in for them here.`
        : `${theirs.by.name} has voted for you meanwhile.`,
    })
  return seat
}

/**
 * What several people sign must be one thing: the same success outcome with the same input. Whoever wants another one
 * rejects, or has the first vote taken back.
 */
function refuseDiffering(earlier: readonly Vote[], { outcomes }: PendingApproval, choice: Choice): Refused | undefined {
  if (choice.outcome.kind === 'failure') return undefined
  const kindOf = (id: string) => outcomes.find((each) => each.id === id)?.kind
  const first = earlier.find(({ outcome }) => kindOf(outcome) === 'success')
  if (!first) return undefined
  if (first.outcome !== choice.outcome.id) {
    const label = outcomes.find(({ id }) => id === first.outcome)?.label ?? first.outcome
    return refused({
      code: 'not-eligible',
      rule: 'same-outcome',
      sentence: `${first.by.name} voted “${label}”. Vote the same, or reject.`,
    })
  }
  if (canonicalJson(first.input) === canonicalJson(choice.input)) return undefined
  return refused({
    code: 'not-eligible',
    rule: 'same-input',
    sentence: `${first.by.name} voted with other values in the form. Look at them and vote with the same, or reject.`,
  })
}

function refuseOutdated(approval: PendingApproval, request: VoteRequest, now: Date): Refused | undefined {
  const { attempt, deadline } = approval
  if (request.attempt !== undefined && request.attempt !== attempt.number) return refused(refuseSuperseded(approval))
  if (deadline && deadline.at <= now)
    return refused({
      code: 'expired',
      reason: reasonAt(deadline),
      sentence: 'The deadline passed before this vote arrived.',
    })
  return undefined
}

type Choice = {
  readonly kind: 'choice'
  readonly outcome: Outcome
  readonly reason: Outcome['reasons'][number] | undefined
  readonly input: Readonly<Record<string, Json>> | null
}

function readChoice(approval: PendingApproval, request: VoteRequest, checkInput: InputCheck): Choice | Refused {
  const outcome = approval.outcomes.find((each) => each.id === request.outcome)
  if (!outcome) {
    const ids = approval.outcomes.map((each) => each.id).join(', ')
    return invalid('/outcome', `is none of this approval's outcomes: ${ids}`)
  }
  const reason = outcome.reasons.find((each) => each.id === request.reason)
  if (request.reason !== undefined && !reason) return invalid('/reason', `is no reason of the outcome "${outcome.id}"`)
  if (!approval.form) {
    if (Object.keys(request.input ?? {}).length > 0) return invalid('/input', 'this approval has no form to edit')
    return { kind: 'choice', outcome, reason, input: null }
  }
  // Refusing needs no valid form; going on does, also when the reviewer left it as it was.
  const input = request.input ?? (outcome.kind === 'success' ? approval.form.initial : null)
  const errors = input ? checkInput(approval.form, input) : []
  if (errors.length > 0)
    return refused({
      code: 'invalid-request',
      errors: errors.map(({ pointer, message }) => ({ pointer: `/input${pointer}`, message })),
    })
  return { kind: 'choice', outcome, reason, input }
}

function count(ballot: Ballot, approval: PendingApproval, vote: Vote): Voted | Refused {
  const { request, now, ids } = ballot
  const votes = [...ballot.earlier, vote]
  const result = tally(approval, votes)
  if (result.kind === 'waiting') {
    const { standing } = result
    if (!counts(approval, ballot.earlier, vote))
      return refused({
        code: 'not-eligible',
        rule: 'seat-taken',
        sentence: `Your side has voted already; it waits for ${namesOf(standing.asked)}.`,
      })
    return { kind: 'voted', approval, vote, standing }
  }
  const { outcome, by } = result
  const window = undoWindowSeconds({
    requestedSeconds: request.undoSeconds,
    via: vote.via,
    capSeconds: Math.min(approval.undoSeconds, approval.plan.undoMaxSeconds ?? approval.undoSeconds),
    deadline: approval.deadline,
    now,
  })
  const undoUntil = window > 0 ? addSeconds(now, window) : null
  const decision: Decision = {
    id: ids.decision,
    attempt: vote.attempt,
    outcome: outcome.id,
    kind: outcome.kind,
    label: outcome.label,
    reason: vote.reason,
    error: errorNameOf(
      outcome,
      outcome.reasons.find((each) => each.id === vote.reason),
    ),
    comment: vote.comment,
    input: vote.input,
    decidedBy: by.map(({ by: person, via, onBehalfOf }) => ({
      id: person.id,
      name: onBehalfOf ? `${person.name} for ${onBehalfOf.name}` : person.name,
      via,
    })),
    decidedAt: now,
    undoUntil,
    caseDigest: vote.caseDigest,
    policy: approval.policy,
  }
  const body = answerOf(approval.id, decision)
  if (body.kind === 'too-large')
    return invalid(
      request.input ? '/input' : '/comment',
      `makes the answer ${body.bytes} bytes long; Step Functions takes 32768. Shorten it`,
    )
  const delivery: NewDelivery = {
    id: ids.callback,
    status: undoUntil ? 'held' : 'queued',
    body,
    dueAt: undoUntil ?? now,
  }
  return {
    kind: 'decided',
    approval,
    vote,
    to: outcome.kind === 'success' ? 'approved' : 'rejected',
    decision,
    delivery,
  }
}

const invalid = (pointer: string, message: string): Refused =>
  refused({ code: 'invalid-request', errors: [{ pointer, message }] })

export const blankToNull = (text: string | undefined): string | null => (text?.trim() ? text : null)
