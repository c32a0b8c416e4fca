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

  it('writes down what was said, and when to go on', () => {
    const named = { requestId: 'req-1' }
    expect(afterSend({ kind: 'accepted', ...named }, fresh)).toEqual({
      ...{ to: 'confirmed', event: null, result: 'accepted', detail: null },
      ...named,
    })
    expect(afterSend({ kind: 'gone', error: 'TaskTimedOut', ...named }, fresh)).toEqual({
      ...{ to: 'unconfirmed', dueInMs: 0, result: 'gone', detail: 'TaskTimedOut' },
      ...named,
    })
    expect(afterSend({ kind: 'unknown', error: 'ECONNRESET', ...named }, fresh)).toEqual({
      ...{ to: 'unconfirmed', dueInMs: 100, result: 'unknown', detail: 'No clear reply (ECONNRESET).' },
      ...named,
    })
    expect(afterSend({ kind: 'retryLater', error: 'SlowDown', afterMs: null, ...named }, fresh)).toEqual({
      ...{ to: 'queued', dueInMs: 100, result: 'retryLater', detail: 'SlowDown' },
      ...named,
    })
    expect(afterSend({ kind: 'refused', error: 'InvalidToken', detail: 'no', ...named }, fresh)).toEqual({
      ...{ to: 'unconfirmed', dueInMs: 0, result: 'invalid', detail: 'InvalidToken' },
      ...named,
    })
    const long = 'x'.repeat(2_000)
    expect(afterSend({ kind: 'refused', error: 'KmsInvalidStateException', detail: long, ...named }, fresh)).toEqual({
      ...{ to: 'parked', result: 'refused', detail: `KmsInvalidStateException: ${long}`.slice(0, 1_000) },
      ...named,
    })
    const blocked = { kind: 'noAccess', account: '111111111111', error: 'AccessDenied', detail: long } as const
    expect(afterSend({ ...blocked, ...named }, fresh)).toEqual({
      ...{ to: 'parked', blockedAccount: '111111111111', result: 'refused', detail: 'x'.repeat(1_000) },
      ...named,
    })
  })

  it('parks what never gets a clear reply, and what does not get through for a day', () => {
    const many = { ...fresh, ambiguousSends: MAX_AMBIGUOUS_SENDS - 1 }
    expect(afterSend({ kind: 'unknown', error: 'TimeoutError', requestId }, many)).toEqual({
      ...{ to: 'parked', result: 'unknown', requestId },
      detail: 'No clear reply (TimeoutError). Given up after 8 calls.',
    })
    const fewer = { ...fresh, ambiguousSends: MAX_AMBIGUOUS_SENDS - 2 }
    expect(afterSend({ kind: 'unknown', error: 'TimeoutError', requestId }, fewer).to).toBe('unconfirmed')
    const silent = { ...many, engineIsSilent: true }
    expect(afterSend({ kind: 'unknown', error: 'TimeoutError', requestId }, silent).to).toBe('unconfirmed')
    const unreachable = { kind: 'retryLater', error: 'ECONNREFUSED', afterMs: null, requestId } as const
    const old = { ...fresh, ageMs: MAX_AGE_MS + 1 }
    expect(afterSend(unreachable, old)).toEqual({
      ...{ to: 'parked', result: 'retryLater', requestId },
      detail: 'Not delivered for a day (ECONNREFUSED).',
    })
    expect(afterSend({ kind: 'unknown', error: 'TimeoutError', requestId }, { ...old, engineIsSilent: true })).toEqual({
      ...{ to: 'parked', result: 'unknown', requestId },
      detail: 'No clear reply (TimeoutError). Given up after 1 calls.',
    })
    const aDay = { ...fresh, ageMs: MAX_AGE_MS }
    expect(afterSend(unreachable, aDay).to).toBe('queued')
    expect(afterSend({ kind: 'unknown', error: 'TimeoutError', requestId }, aDay).to).toBe('unconfirmed')
  })

  it('comes back before the task times out, and not before the service asked', () => {
    const throttled = { kind: 'retryLater', error: 'ThrottlingException', afterMs: 3_000, requestId } as const
    expect(afterSend(throttled, fresh)).toMatchObject({ to: 'queued', dueInMs: 3_000 })
    expect(afterSend(throttled, { ...fresh, deadlineInMs: 4_000 })).toMatchObject({ dueInMs: 1_000 })
    expect(afterSend({ ...throttled, afterMs: 10 }, fresh)).toMatchObject({ dueInMs: 100 })
    const third = { ...fresh, attemptNumber: 3 }
    expect(afterSend({ ...throttled, afterMs: null }, third)).toMatchObject({ dueInMs: 400 })
    const last = { ...fresh, attemptNumber: 30 }
    expect(afterSend({ ...throttled, afterMs: null }, last)).toMatchObject({ dueInMs: 10_000 })
  })
})

describe('after asking the history', () => {
  it('confirms only with our witness, and then with its event', () => {
    const confirming = JUDGEMENTS.filter((judgement) =>
      REPLIES.some((lastReply) => afterJudgement(judgement, { ...fresh, lastReply }).to === 'confirmed'),
    )
    expect(confirming.map(({ kind }) => kind)).toEqual(['ours'])
    const seen = { id: 6, type: 'TaskSucceeded', at: new Date(0) }
    const judged = { result: 'judged', requestId, event: seen }
    expect(afterJudgement({ kind: 'ours', event: { ...event, output: 'secret' } }, fresh)).toEqual({
      ...judged,
      to: 'confirmed',
      detail: null,
    })
    expect(afterJudgement({ kind: 'elsewhere', event }, fresh)).toEqual({
      ...judged,
      to: 'closed_elsewhere',
      detail: 'Something other than Countersign answered the task.',
    })
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

  const NOT_SHOWN = 'The execution history does not show this task; whether the answer arrived is unknown.'
  const NOT_READ =
    'The execution history may not be read (states:GetExecutionHistory); whether the answer arrived is unknown.'
  const NO_EXECUTION = 'Step Functions knows no such execution; whether the answer arrived is unknown.'
  const NOT_YET = 'The execution history does not show yet why the task is gone.'
  const NOT_NOW = 'The execution history could not be read just now; whether it arrived is unknown.'
  const BAD_TOKEN = 'InvalidToken: Step Functions does not know this token.'
  const again = { to: 'queued', dueInMs: 0, result: 'judged', requestId }
  const ask = { to: 'unconfirmed', dueInMs: 200, result: 'unjudged', requestId }
  const parked = { to: 'parked', result: 'judged', detail: BAD_TOKEN, requestId }

  it.each<[Judgement, object, object, object]>([
    [{ kind: 'open' }, { ...again, detail: 'The task still waits.' }, { ...ask, detail: NOT_YET }, parked],
    [{ kind: 'notFound' }, { ...again, detail: NOT_SHOWN }, { ...ask, detail: NOT_SHOWN }, parked],
    [{ kind: 'forbidden', error: 'E' }, { ...again, detail: NOT_READ }, { ...ask, detail: NOT_READ }, parked],
    [
      { kind: 'missing', error: 'E' },
      { ...again, detail: NO_EXECUTION },
      { ...ask, detail: NO_EXECUTION },
      { ...ask, detail: NO_EXECUTION },
    ],
    [
      { kind: 'unavailable', error: 'E' },
      { ...ask, detail: NOT_NOW },
      { ...ask, detail: NOT_NOW },
      { ...ask, detail: NOT_NOW },
    ],
  ])('without proof (%j) it says so, and goes on by what the engine said last', (judgement, unclear, gone, invalid) => {
    const after = (lastReply: DeliveryFacts['lastReply']) => afterJudgement(judgement, { ...fresh, lastReply })
    expect(after(null)).toEqual(unclear)
    expect(after('unknown')).toEqual(unclear)
    expect(after('gone')).toEqual(gone)
    expect(after('invalid')).toEqual(invalid)
  })

  it('sends again the more patiently the more often nothing was clear, and before the task times out', () => {
    const dueIn = (facts: Partial<DeliveryFacts>) => afterJudgement({ kind: 'open' }, { ...fresh, ...facts })
    expect(dueIn({ ambiguousSends: 1 })).toMatchObject({ dueInMs: 100 })
    expect(dueIn({ ambiguousSends: 3 })).toMatchObject({ dueInMs: 400 })
    expect(dueIn({ ambiguousSends: 3, deadlineInMs: 400 })).toMatchObject({ dueInMs: 100 })
  })

  it('asks again the more patiently the longer it takes, and gives up after a day', () => {
    const askedAgain = (facts: Partial<DeliveryFacts>) =>
      afterJudgement({ kind: 'unavailable', error: 'E' }, { ...fresh, ...facts })
    expect(askedAgain({ attemptNumber: 3 })).toMatchObject({ dueInMs: 800 })
    expect(askedAgain({ attemptNumber: 30 })).toMatchObject({ dueInMs: 15_000 })
    expect(askedAgain({ ageMs: MAX_AGE_MS })).toMatchObject({ to: 'unconfirmed' })
    expect(askedAgain({ ageMs: MAX_AGE_MS + 1 })).toEqual({
      ...{ to: 'parked', result: 'unjudged', requestId },
      detail: NOT_NOW,
    })
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
