import { CLOSE_SENTENCES } from '@countersign/shared/wording'
import { type Backoff, backoffMs, beforeDeadline } from './backoff.ts'
import type { HistoryEvent } from './history-event.ts'
import type { Verdict } from './judge-history.ts'
import type { TokenOutcome } from './token-outcome.ts'

/** How a leased delivery ends: the next status of its callback, and the result of its attempt row. */
export type Settlement = {
  readonly result: 'accepted' | 'gone' | 'invalid' | 'unknown' | 'retryLater' | 'refused' | 'judged' | 'unjudged'
  readonly detail: string | null
  readonly requestId: string | null
} & (
  | { readonly to: 'confirmed' | 'closed_elsewhere' | 'too_late'; readonly event: Evidence | null }
  /** `blockedAccount`: it goes on by itself once that account lets us in. */
  | { readonly to: 'parked'; readonly blockedAccount?: string }
  | { readonly to: 'queued' | 'unconfirmed'; readonly dueInMs: number }
)

export type Evidence = Pick<HistoryEvent, 'id' | 'type' | 'at'>

/** A verdict, or why the history could not be asked. */
export type Judgement = Verdict | { readonly kind: 'forbidden' | 'missing' | 'unavailable'; readonly error: string }

/** What the last call answered when it did not settle the matter; `null`: it never came back, or none was made. */
export type LastReply = 'unknown' | 'gone' | 'invalid' | null

/** What the next step of a delivery depends on. */
export interface DeliveryFacts {
  readonly attemptNumber: number
  /** Calls made before that may have been executed. */
  readonly ambiguousSends: number
  readonly lastReply: LastReply
  readonly ageMs: number
  readonly deadlineInMs: number | null
  /** In [0, 1), for the jitter. */
  readonly random: number
  /** Its engine answers nobody at the moment, so silence says nothing about this callback. */
  readonly engineIsSilent?: boolean
}

/** Throttled or unreachable: soon again, then ever more patiently. */
const RETRY: Backoff = { baseMs: 200, capMs: 20_000 }
/** The history lags by a moment after a reply; later it is a matter of permissions or an outage, whose end is seen soon. */
const ASK_AGAIN: Backoff = { baseMs: 400, capMs: 30_000 }
/** After a lost reply the history gets this long to catch up before it is asked. */
const CATCH_UP_MS = 100
/** So many calls without any clear reply are no hiccup: people look at it, about a minute later even when each hangs for 5 s. */
export const MAX_AMBIGUOUS_SENDS = 8
/** A day without getting through: parked, visible, alerted. The task may still wait; an operator releases it. */
export const MAX_AGE_MS = 24 * 3_600_000

/** After a call (I4): 200 confirms, what is unclear is judged by the history, what was surely not executed is tried again. */
export function afterSend(outcome: TokenOutcome, facts: DeliveryFacts): Settlement {
  const { requestId } = outcome
  switch (outcome.kind) {
    case 'accepted':
      return { to: 'confirmed', event: null, result: 'accepted', detail: null, requestId }
    case 'gone':
      return { to: 'unconfirmed', dueInMs: 0, result: 'gone', detail: outcome.error, requestId }
    case 'unknown': {
      const detail = `No clear reply (${outcome.error}).`
      const isPoison = facts.ambiguousSends + 1 >= MAX_AMBIGUOUS_SENDS && !facts.engineIsSilent
      if (isPoison || facts.ageMs > MAX_AGE_MS)
        return {
          to: 'parked',
          result: 'unknown',
          detail: `${detail} Given up after ${facts.ambiguousSends + 1} calls.`,
          requestId,
        }
      return { to: 'unconfirmed', dueInMs: CATCH_UP_MS, result: 'unknown', detail, requestId }
    }
    case 'retryLater': {
      if (facts.ageMs > MAX_AGE_MS)
        return { to: 'parked', result: 'retryLater', detail: `Not delivered for a day (${outcome.error}).`, requestId }
      const wait = Math.max(outcome.afterMs ?? 0, backoffMs(facts.attemptNumber - 1, facts.random, RETRY))
      return {
        to: 'queued',
        dueInMs: beforeDeadline(wait, facts.deadlineInMs),
        result: 'retryLater',
        detail: outcome.error,
        requestId,
      }
    }
    case 'noAccess':
      return {
        to: 'parked',
        blockedAccount: outcome.account,
        result: 'refused',
        detail: outcome.detail.slice(0, 1000),
        requestId,
      }
    case 'refused':
      // Some engines say InvalidToken of a task that has ended, so the history is asked before people are.
      if (outcome.error === 'InvalidToken')
        return { to: 'unconfirmed', dueInMs: 0, result: 'invalid', detail: outcome.error, requestId }
      return {
        to: 'parked',
        result: 'refused',
        detail: `${outcome.error}: ${outcome.detail}`.slice(0, 1000),
        requestId,
      }
  }
}

/** After asking the history. Nothing is called confirmed without proof, and nothing is sent again before asking. */
export function afterJudgement(judgement: Judgement, facts: DeliveryFacts): Settlement {
  const judged = { result: 'judged', requestId: null } as const
  switch (judgement.kind) {
    case 'ours':
      return { ...judged, to: 'confirmed', event: evidence(judgement.event), detail: null }
    case 'elsewhere':
      return {
        ...judged,
        to: 'closed_elsewhere',
        event: evidence(judgement.event),
        detail: CLOSE_SENTENCES.answered_elsewhere,
      }
    case 'ended':
      return { ...judged, to: 'too_late', event: evidence(judgement.event), detail: CLOSE_SENTENCES[judgement.reason] }
    case 'open':
      return facts.lastReply === null || facts.lastReply === 'unknown'
        ? sendAgain('The task still waits.', facts)
        : unsettled(judgement.kind, 'The execution history does not show yet why the task is gone.', facts)
    case 'notFound':
    case 'forbidden':
    case 'missing':
      // No proof is to be had here; sending the same bytes again is harmless and a 200 would settle it.
      return facts.lastReply === null || facts.lastReply === 'unknown'
        ? sendAgain(UNPROVEN[judgement.kind], facts)
        : unsettled(judgement.kind, UNPROVEN[judgement.kind], facts)
    case 'unavailable':
      return askAgain('The execution history could not be read just now; whether it arrived is unknown.', facts)
  }
}

const UNPROVEN = {
  notFound: 'The execution history does not show this task; whether the answer arrived is unknown.',
  forbidden:
    'The execution history may not be read (states:GetExecutionHistory); whether the answer arrived is unknown.',
  missing: 'Step Functions knows no such execution; whether the answer arrived is unknown.',
} as const

function sendAgain(detail: string, facts: DeliveryFacts): Settlement {
  const wait = facts.ambiguousSends === 0 ? 0 : backoffMs(facts.ambiguousSends - 1, facts.random, RETRY)
  return { to: 'queued', dueInMs: beforeDeadline(wait, facts.deadlineInMs), result: 'judged', detail, requestId: null }
}

/** The engine says the task is over (or never was), the history does not say how. */
function unsettled(kind: keyof typeof UNPROVEN | 'open', detail: string, facts: DeliveryFacts): Settlement {
  if (facts.lastReply === 'invalid' && kind !== 'missing')
    return {
      to: 'parked',
      result: 'judged',
      detail: 'InvalidToken: Step Functions does not know this token.',
      requestId: null,
    }
  return askAgain(detail, facts)
}

function askAgain(detail: string, facts: DeliveryFacts): Settlement {
  if (facts.ageMs > MAX_AGE_MS) return { to: 'parked', result: 'unjudged', detail, requestId: null }
  const dueInMs = backoffMs(facts.attemptNumber - 1, facts.random, ASK_AGAIN)
  return { to: 'unconfirmed', dueInMs, result: 'unjudged', detail, requestId: null }
}

const evidence = ({ id, type, at }: HistoryEvent): Evidence => ({ id, type, at })
