import { canMoveCallback } from '@countersign/shared/statuses'
import { describe, expect, it } from 'vitest'
import {
  afterJudgement,
  afterSend,
  type DeliveryFacts,
  type Judgement,
  MAX_AGE_MS,
  MAX_AMBIGUOUS_SENDS,
} from './callback-transition.ts'
import type { HistoryEvent } from './history-event.ts'
import type { TokenOutcome } from './token-outcome.ts'

const fresh: DeliveryFacts = {
  attemptNumber: 1,
  ambiguousSends: 0,
  lastReply: null,
  ageMs: 10,
  deadlineInMs: null,
  random: 0.5,
}
const event: HistoryEvent = { id: 6, previousEventId: 5, type: 'TaskSucceeded', at: new Date(0) }
const requestId = null

const OUTCOMES: readonly TokenOutcome[] = [
  { kind: 'accepted', requestId },
  { kind: 'gone', error: 'TaskTimedOut', requestId },
  { kind: 'unknown', error: 'ECONNRESET', requestId },
  { kind: 'retryLater', error: 'ThrottlingException', afterMs: null, requestId },
  { kind: 'refused', error: 'AccessDeniedException', detail: 'no', requestId },
  { kind: 'refused', error: 'InvalidToken', detail: 'no', requestId },
]
const JUDGEMENTS: readonly Judgement[] = [
  { kind: 'ours', event },
  { kind: 'elsewhere', event },
  { kind: 'ended', reason: 'execution_aborted', event },
  { kind: 'open' },
  { kind: 'notFound' },
  { kind: 'forbidden', error: 'AccessDeniedException' },
  { kind: 'missing', error: 'ExecutionDoesNotExist' },
  { kind: 'unavailable', error: 'ThrottlingException' },
]
const REPLIES = [null, 'unknown', 'gone', 'invalid'] as const

describe('after a call', () => {
  it.each([
    [OUTCOMES[0], 'confirmed'],
    [OUTCOMES[1], 'unconfirmed'],
    [OUTCOMES[2], 'unconfirmed'],
    [OUTCOMES[3], 'queued'],
    [OUTCOMES[4], 'parked'],
    [OUTCOMES[5], 'unconfirmed'],
  ] as const)('%o leads to %s', (outcome, to) => {
    if (!outcome) throw new Error('no outcome')
    expect(afterSend(outcome, fresh).to).toBe(to)
  })

  it('confirms nothing but a 200', () => {
    const confirming = OUTCOMES.filter((outcome) => afterSend(outcome, fresh).to === 'confirmed')
    expect(confirming.map(({ kind }) => kind)).toEqual(['accepted'])
  })

  it('parks what never gets a clear reply, and what does not get through for a day', () => {
    const many = { ...fresh, ambiguousSends: MAX_AMBIGUOUS_SENDS - 1 }
    expect(afterSend({ kind: 'unknown', error: 'TimeoutError', requestId }, many).to).toBe('parked')
    const silent = { ...many, engineIsSilent: true }
    expect(afterSend({ kind: 'unknown', error: 'TimeoutError', requestId }, silent).to).toBe('unconfirmed')
    const old = { ...fresh, ageMs: MAX_AGE_MS + 1 }
    expect(afterSend({ kind: 'retryLater', error: 'ECONNREFUSED', afterMs: null, requestId }, old).to).toBe('parked')
  })

  it('comes back before the task times out, and not before the service asked', () => {
    const throttled = { kind: 'retryLater', error: 'ThrottlingException', afterMs: 3_000, requestId } as const
    expect(afterSend(throttled, fresh)).toMatchObject({ to: 'queued', dueInMs: 3_000 })
    expect(afterSend(throttled, { ...fresh, deadlineInMs: 4_000 })).toMatchObject({ dueInMs: 1_000 })
  })
})

describe('after asking the history', () => {
  it('confirms only with our witness, and then with its event', () => {
    const confirming = JUDGEMENTS.filter((judgement) =>
      REPLIES.some((lastReply) => afterJudgement(judgement, { ...fresh, lastReply }).to === 'confirmed'),
    )
    expect(confirming.map(({ kind }) => kind)).toEqual(['ours'])
    expect(afterJudgement({ kind: 'ours', event }, fresh)).toMatchObject({ event: { id: 6, type: 'TaskSucceeded' } })
  })

  it('sends again only what may not have arrived', () => {
    expect(afterJudgement({ kind: 'open' }, fresh).to).toBe('queued')
    expect(afterJudgement({ kind: 'open' }, { ...fresh, lastReply: 'unknown' }).to).toBe('queued')
    // "Gone", and the history still shows it open: the history lags.
    expect(afterJudgement({ kind: 'open' }, { ...fresh, lastReply: 'gone' }).to).toBe('unconfirmed')
  })

  it('says unknown, never confirmed and never failed, while the history may not be read', () => {
    const unread = afterJudgement(
      { kind: 'forbidden', error: 'AccessDeniedException' },
      { ...fresh, lastReply: 'gone' },
    )
    expect(unread.to).toBe('unconfirmed')
    expect(unread.detail).toMatch(/unknown/)
  })

  it('parks a token that the engine does not know, unless the history explains it', () => {
    expect(afterJudgement({ kind: 'open' }, { ...fresh, lastReply: 'invalid' }).to).toBe('parked')
    const ended = afterJudgement(
      { kind: 'ended', reason: 'execution_failed', event },
      { ...fresh, lastReply: 'invalid' },
    )
    expect(ended.to).toBe('too_late')
  })

  it('tells the reviewer why nothing took effect', () => {
    expect(afterJudgement({ kind: 'ended', reason: 'execution_aborted', event }, fresh).detail).toBe(
      'The execution was stopped.',
    )
  })
})

it('makes only legal moves of a leased callback', () => {
  const settlements = REPLIES.flatMap((lastReply) => {
    const facts = { ...fresh, lastReply }
    return [...OUTCOMES.map((each) => afterSend(each, facts)), ...JUDGEMENTS.map((each) => afterJudgement(each, facts))]
  })
  expect(settlements.filter(({ to }) => !canMoveCallback('sending', to))).toEqual([])
})
