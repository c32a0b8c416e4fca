import { approvalId, attemptId } from '@countersign/shared/ids'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NOW, sampleApproval } from './approval.sample.ts'
import type { AttemptOrder, IncomingAttempt, Life, Lineage, Proofs } from './match-attempt.ts'
import { compare, matchAttempt } from './match-attempt.ts'

const ENTERED = '2026-11-21T08:59:59.123Z'
const id = (n: number) => approvalId.parse(`apr_${String(n).padStart(36, '0')}`)
const order = (redriveCount: number, retryCount: number): AttemptOrder => ({ redriveCount, retryCount })

const current = (n: number) => attemptId.parse(`att_${String(n).padStart(36, '0')}`)

const lineage = (
  n: number,
  orders: readonly [AttemptOrder, ...AttemptOrder[]],
  facts: Partial<Lineage> = {},
): Lineage => ({
  id: id(n),
  status: 'pending',
  closeReason: null,
  enteredTime: ENTERED,
  follows: null,
  current: current(n),
  currentOrder: orders[0],
  newest: orders[0],
  orders,
  ...facts,
})
const incoming = (attemptOrder: AttemptOrder, facts: Partial<IncomingAttempt> = {}): IncomingAttempt => ({
  executionArn: 'arn:aws:states:eu-north-1:123456789012:execution:Refunds:run-1',
  stateName: 'ReviewRefund',
  enteredTime: ENTERED,
  itemKey: null,
  order: attemptOrder,
  ...facts,
})
const proofs = (own?: Life, of: Readonly<Record<number, Life>> = {}): Proofs => ({
  own,
  of: new Map(Object.entries(of).map(([n, life]) => [current(Number(n)), life])),
})
/** By an engine that waits for none of the tokens it is asked for. */
const DEAD = proofs('dead', Object.fromEntries(Array.from({ length: 20 }, (_, n) => [n, 'dead' as const])))
const match = (attempt: IncomingAttempt, ...group: readonly Lineage[]) => matchAttempt(attempt, undefined, group, DEAD)

describe('which approval a token belongs to', () => {
  it('is its own, whatever else is known, when the token is known', () => {
    const approval = sampleApproval()
    const known = { approval, attempt: approval.attempt }
    const attempt = incoming(order(0, 0), approval.source)
    expect(matchAttempt(attempt, known, [lineage(2, [order(0, 0)])])).toEqual({ kind: 'same', ...known })
    expect(matchAttempt({ ...attempt, stateName: 'Other' }, known, [])).toEqual({ kind: 'conflict' })
    expect(matchAttempt({ ...attempt, executionArn: `${attempt.executionArn}x` }, known, [])).toEqual({
      kind: 'conflict',
    })
  })

  it('is the pending or lapsed approval of a lower order', () => {
    const retry = incoming(order(0, 1))
    const lapsed = [
      lineage(1, [order(0, 0)]),
      lineage(1, [order(0, 0)], { status: 'expired', closeReason: 'task_timed_out' }),
      lineage(1, [order(0, 0)], { status: 'withdrawn', closeReason: 'answered_elsewhere' }),
    ]
    const living = proofs('alive', { 1: 'dead' })
    for (const each of lapsed)
      expect(matchAttempt(retry, undefined, [each], living)).toEqual({ kind: 'join', id: id(1) })
  })

  it('is a new one that follows, after a decision or a cancellation', () => {
    const final = [
      lineage(1, [order(0, 0)], { status: 'approved' }),
      lineage(1, [order(0, 0)], { status: 'rejected' }),
      lineage(1, [order(0, 0)], { status: 'withdrawn', closeReason: 'cancelled_by_requester' }),
      lineage(1, [order(0, 0)], { status: 'expired', closeReason: 'policy_answered' }),
    ]
    for (const each of final)
      expect(match(incoming(order(0, 1)), each)).toEqual({ kind: 'new', follows: id(1), warnings: [] })
  })

  it('is the one that follows, not the one that was followed', () => {
    const first = lineage(1, [order(0, 0)], { status: 'rejected' })
    const second = lineage(2, [order(0, 1)], { follows: id(1) })
    expect(match(incoming(order(0, 2)), first, second)).toEqual({ kind: 'join', id: id(2) })
  })

  it('is a new one when a loop enters the state again', () => {
    expect(match(incoming(order(0, 1), { enteredTime: NOW.toISOString() }), lineage(1, [order(0, 0)]))).toMatchObject({
      kind: 'new',
      follows: null,
    })
  })

  it('is the same one after a redrive, although the state was entered again', () => {
    const redriven = incoming(order(1, 0), { enteredTime: NOW.toISOString() })
    const lapsed = lineage(1, [order(0, 3)], { status: 'expired', closeReason: 'task_timed_out' })
    expect(matchAttempt(redriven, undefined, [lapsed], proofs('alive'))).toEqual({
      kind: 'join',
      id: id(1),
    })
  })

  it('is told by the entered time when a redrive keeps it', () => {
    const group = [lineage(1, [order(0, 0)]), lineage(2, [order(0, 0)], { enteredTime: NOW.toISOString() })]
    expect(match(incoming(order(1, 0)), ...group)).toEqual({ kind: 'join', id: id(1) })
  })

  it('is none of several: superseding a living sibling would hang its branch', () => {
    const retry = match(incoming(order(0, 1)), lineage(1, [order(0, 0)]), lineage(2, [order(0, 0)]))
    expect(retry).toMatchObject({ kind: 'new', follows: null, warnings: [{ code: 'ambiguous-lineage' }] })
  })

  it('is, without a key, that of a dead token only: first the engine is asked', () => {
    const retry = incoming(order(0, 1))
    const judge = (given: Proofs, ...group: readonly Lineage[]) => matchAttempt(retry, undefined, group, given)
    const [one, two] = [lineage(1, [order(0, 0)]), lineage(2, [order(0, 0)])]
    expect(judge(proofs(), one, two)).toEqual({ kind: 'ask', own: false, of: [id(1), id(2)] })
    expect(judge(proofs(undefined, { 1: 'dead', 2: 'alive' }), one, two)).toEqual({ kind: 'join', id: id(1) })
    const alone = { kind: 'new', follows: null }
    expect(judge(proofs(undefined, { 1: 'alive' }), one)).toMatchObject({
      ...alone,
      warnings: [{ code: 'no-item-key' }],
    })
    for (const doubt of [
      proofs(undefined, { 1: 'dead', 2: 'unknown' }),
      proofs(undefined, { 1: 'unknown', 2: 'alive' }),
    ])
      expect(judge(doubt, one, two)).toMatchObject({ ...alone, warnings: [{ code: 'ambiguous-lineage' }] })
    expect(judge(proofs(undefined, { 1: 'unknown' }), one)).toMatchObject({
      ...alone,
      warnings: [{ code: 'unproven-lineage' }],
    })
    const many = Array.from({ length: 9 }, (_, n) => lineage(n, [order(0, 0)]))
    expect(judge(proofs(), ...many)).toMatchObject({ ...alone, warnings: [{ code: 'ambiguous-lineage' }] })
    expect(judge(proofs(), ...many.slice(1))).toEqual({
      kind: 'ask',
      own: false,
      of: many.slice(1).map((each) => each.id),
    })
  })

  it('is that of its key without asking, unless the key is shared', () => {
    const retry = incoming(order(0, 1), { itemKey: '7' })
    const [one, two] = [lineage(1, [order(0, 0)]), lineage(2, [order(0, 1)])]
    expect(matchAttempt(retry, undefined, [one])).toEqual({ kind: 'join', id: id(1) })
    expect(matchAttempt(retry, undefined, [one, two])).toEqual({ kind: 'ask', own: false, of: [id(1)] })
    const shared = matchAttempt(retry, undefined, [one, two], proofs(undefined, { 1: 'alive' }))
    expect(shared).toMatchObject({ kind: 'new', warnings: [{ code: 'item-key-shared' }] })
  })

  it('is not told by a key alone: without the entered time a loop may have come round', () => {
    const retry = incoming(order(0, 1), { itemKey: '7', enteredTime: null })
    expect(matchAttempt(retry, undefined, [lineage(1, [order(0, 0)])])).toEqual({
      kind: 'ask',
      own: false,
      of: [id(1)],
    })
    // A redrive needs no proof: it begins when everything before it has ended.
    const redriven = incoming(order(1, 0), { itemKey: '7', enteredTime: null })
    expect(matchAttempt(redriven, undefined, [lineage(1, [order(0, 0)])])).toEqual({ kind: 'join', id: id(1) })
  })

  it('is told by the entered time of the attempt that asked last, not of one that came too late to', () => {
    const lapsed = lineage(1, [order(1, 0), order(0, 0)], {
      status: 'expired',
      closeReason: 'task_timed_out',
      currentOrder: order(0, 0),
    })
    const redriven = incoming(order(1, 1), { enteredTime: NOW.toISOString() })
    expect(matchAttempt(redriven, undefined, [lapsed], proofs('alive'))).toEqual({ kind: 'join', id: id(1) })
  })

  it('is not one that was approved, where another could be meant', () => {
    const approved = lineage(1, [order(0, 0)], { status: 'approved' })
    const lapsed = lineage(2, [order(0, 0)], { status: 'expired', closeReason: 'task_timed_out' })
    const retry = incoming(order(0, 1))
    expect(matchAttempt(retry, undefined, [approved, lapsed], proofs('alive'))).toEqual({ kind: 'join', id: id(2) })
    expect(match(incoming(order(0, 1)), approved)).toMatchObject({ kind: 'new', follows: id(1) })
  })

  it('is a past one of the approval that a newer attempt has, when the token is dead', () => {
    const ahead = lineage(1, [order(0, 2), order(0, 0)])
    const late = { kind: 'late', id: id(1), as: 'superseded', number: 3 }
    expect(matchAttempt(incoming(order(0, 1)), undefined, [ahead])).toEqual({ kind: 'ask', own: true, of: [] })
    expect(match(incoming(order(0, 1)), ahead)).toEqual(late)
    expect(match(incoming(order(0, 5)), lineage(1, [order(1, 0)]))).toMatchObject({ kind: 'late', id: id(1) })
    // Of several that are equally near it is always the same one.
    const [a, b] = [lineage(1, [order(0, 2)]), lineage(2, [order(0, 2)])]
    for (const group of [
      [a, b],
      [b, a],
    ])
      expect(match(incoming(order(0, 1)), ...group)).toMatchObject({ kind: 'late', id: id(1) })
    // Of several the nearest: nobody is asked for it anywhere.
    expect(match(incoming(order(0, 1)), lineage(2, [order(0, 4)]), ahead)).toEqual(late)
    const behind = incoming(order(0, 5))
    expect(matchAttempt(behind, undefined, [lineage(1, [order(1, 0)])])).toMatchObject({ kind: 'late' })
  })

  it('is its own, however late, when the token lives: somebody has to be asked', () => {
    const ahead = lineage(1, [order(0, 1)])
    const judge = (own: Life, itemKey: string | null = null) =>
      matchAttempt(incoming(order(0, 0), { itemKey }), undefined, [ahead], proofs(own))
    expect(judge('alive')).toMatchObject({ kind: 'new', warnings: [{ code: 'no-item-key' }] })
    expect(judge('alive', '7')).toMatchObject({ kind: 'new', warnings: [{ code: 'item-key-shared' }] })
    // Nobody can say: key and entered time are believed, and without them a question too many hangs nothing.
    expect(judge('unknown')).toMatchObject({ kind: 'new' })
    expect(judge('unknown', '7')).toMatchObject({ kind: 'late' })
  })

  it('is a lapsed one only for a token that may live', () => {
    const lapsed = [
      lineage(1, [order(1, 0)], { status: 'withdrawn', closeReason: 'execution_aborted' }),
      lineage(1, [order(1, 0)], { status: 'expired', closeReason: 'task_timed_out' }),
    ]
    for (const each of lapsed) {
      const judge = (attemptOrder: AttemptOrder, own?: Life) =>
        matchAttempt(incoming(attemptOrder), undefined, [each], proofs(own))
      for (const higher of [order(1, 1), order(2, 0)]) {
        expect(judge(higher)).toEqual({ kind: 'ask', own: true, of: [] })
        expect(judge(higher, 'dead')).toEqual({ kind: 'late', id: id(1), as: 'closed', number: 2 })
        for (const own of ['alive', 'unknown'] as const) expect(judge(higher, own).kind).toBe('join')
      }
      expect(judge(order(0, 1), 'dead')).toMatchObject({ kind: 'late', as: 'superseded' })
    }
  })

  it('warns that retries cannot be told apart when siblings wait', () => {
    const sibling = lineage(1, [order(0, 0)])
    expect(match(incoming(order(0, 0)), sibling)).toMatchObject({ kind: 'new', warnings: [{ code: 'no-item-key' }] })
    expect(match(incoming(order(0, 0), { itemKey: '3' }), sibling)).toMatchObject({
      warnings: [{ code: 'item-key-shared' }],
    })
    // What has ended waits for nobody, unless it has come further than a token that lives.
    const ended = (at: AttemptOrder) => lineage(1, [at], { status: 'expired', closeReason: 'task_timed_out' })
    expect(match(incoming(order(0, 1)), ended(order(0, 1)))).toEqual({ kind: 'new', follows: null, warnings: [] })
    expect(matchAttempt(incoming(order(0, 0)), undefined, [ended(order(0, 1))], proofs('alive'))).toMatchObject({
      kind: 'new',
      warnings: [{ code: 'no-item-key' }],
    })
  })

  it('is not held apart by an entered time that only one of the two knows', () => {
    const unentered = lineage(1, [order(0, 0)], { enteredTime: null })
    expect(match(incoming(order(0, 1)), unentered)).toEqual({ kind: 'join', id: id(1) })
    expect(match(incoming(order(0, 1), { enteredTime: null }), lineage(1, [order(0, 0)]))).toEqual({
      kind: 'join',
      id: id(1),
    })
  })
})

describe('laws of lineage', () => {
  const orders = fc.record({ redriveCount: fc.nat(2), retryCount: fc.nat(3) })
  const groups = fc
    .array(
      fc.record({
        orders: fc.uniqueArray(orders, {
          minLength: 1,
          maxLength: 3,
          selector: (each) => `${each.redriveCount}.${each.retryCount}`,
        }),
        status: fc.constantFrom('pending' as const, 'approved' as const, 'expired' as const),
        enteredTime: fc.constantFrom(ENTERED, NOW.toISOString(), null),
      }),
      { maxLength: 4 },
    )
    .map((items) =>
      items.map(({ orders: known, ...facts }, n) => {
        const [first, ...rest] = [...known].sort((a, b) => compare(b, a))
        return lineage(n, [first ?? order(0, 0), ...rest], facts)
      }),
    )
  const attempts = fc.record({ order: orders, enteredTime: fc.constantFrom(ENTERED, NOW.toISOString(), null) })

  it('joins only what is strictly older than the token, and never a state entered at another time', () => {
    fc.assert(
      fc.property(groups, attempts, (group, { order: attemptOrder, enteredTime }) => {
        const result = match(incoming(attemptOrder, { enteredTime }), ...group)
        if (result.kind !== 'join') return
        const joined = group.find((each) => each.id === result.id)
        for (const known of joined?.orders ?? []) expect(compare(known, attemptOrder)).toBeLessThan(0)
        if (joined?.newest.redriveCount === attemptOrder.redriveCount && joined.enteredTime && enteredTime)
          expect(joined.enteredTime).toBe(enteredTime)
        expect(joined?.status).not.toBe('approved')
      }),
      { numRuns: 2_000 },
    )
  })

  it('does not depend on the order in which the group is read', () => {
    fc.assert(
      fc.property(groups, attempts, (group, { order: attemptOrder, enteredTime }) => {
        const attempt = incoming(attemptOrder, { enteredTime })
        expect(match(attempt, ...group.toReversed())).toEqual(match(attempt, ...group))
      }),
    )
  })

  it('ends at the highest attempt, in whatever order the attempts of one keyed task arrive', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(orders, {
          minLength: 1,
          maxLength: 8,
          selector: (each) => `${each.redriveCount}.${each.retryCount}`,
        }),
        (arrivals) => {
          let known: Lineage | undefined
          for (const arrival of arrivals) {
            const result = match(incoming(arrival, { itemKey: '7' }), ...(known ? [known] : []))
            if (known === undefined) expect(result).toEqual({ kind: 'new', follows: null, warnings: [] })
            else expect(result.kind).toBe(compare(arrival, known.newest) > 0 ? 'join' : 'late')
            const orders = [arrival, ...(known?.orders ?? [])].sort((a, b) => compare(b, a))
            known = lineage(1, orders as [AttemptOrder, ...AttemptOrder[]])
          }
          const highest = [...arrivals].sort(compare).at(-1)
          expect(known?.newest).toEqual(highest)
        },
      ),
    )
  })
})
