import { approvalId, attemptId } from '@countersign/shared/ids'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NOW, sampleApproval } from './approval.sample.ts'
import type { AttemptOrder, IncomingAttempt, Lineage } from './match-attempt.ts'
import { compare, matchAttempt } from './match-attempt.ts'

const ENTERED = '2026-11-21T08:59:59.123Z'
const id = (n: number) => approvalId.parse(`apr_${String(n).padStart(36, '0')}`)
const order = (redriveCount: number, retryCount: number): AttemptOrder => ({ redriveCount, retryCount })

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
  newestId: attemptId.parse(`att_${String(n).padStart(36, '0')}`),
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
const match = (attempt: IncomingAttempt, ...group: readonly Lineage[]) => matchAttempt(attempt, undefined, group)

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
      lineage(1, [order(0, 0)], { status: 'withdrawn', closeReason: 'execution_aborted' }),
    ]
    for (const each of lapsed) expect(match(retry, each)).toEqual({ kind: 'join', id: id(1) })
  })

  it('is a new one that follows, after a decision or a cancellation', () => {
    const final = [
      lineage(1, [order(0, 0)], { status: 'approved' }),
      lineage(1, [order(0, 0)], { status: 'rejected' }),
      lineage(1, [order(0, 0)], { status: 'withdrawn', closeReason: 'cancelled_by_requester' }),
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
    expect(match(redriven, lineage(1, [order(0, 3)], { status: 'expired', closeReason: 'task_timed_out' }))).toEqual({
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

  it('is not the one whose token is proven to live: that is a sibling', () => {
    const group = [lineage(1, [order(0, 0)])]
    expect(matchAttempt(incoming(order(0, 1)), undefined, group, new Set([id(1)]))).toMatchObject({
      kind: 'new',
      follows: null,
      warnings: [{ code: 'no-item-key' }],
    })
  })

  it('is stale when a newer attempt is known, unless that one has had an attempt of this order already', () => {
    expect(match(incoming(order(0, 0)), lineage(1, [order(0, 1)]))).toEqual({ kind: 'stale', newest: order(0, 1) })
    expect(match(incoming(order(0, 5)), lineage(1, [order(1, 0)]))).toMatchObject({ kind: 'stale' })
    expect(match(incoming(order(0, 0)), lineage(1, [order(0, 1), order(0, 0)]))).toMatchObject({ kind: 'new' })
  })

  it('warns that retries cannot be told apart when keyless siblings wait', () => {
    const sibling = lineage(1, [order(0, 0)])
    expect(match(incoming(order(0, 0)), sibling)).toMatchObject({ kind: 'new', warnings: [{ code: 'no-item-key' }] })
    expect(match(incoming(order(0, 0), { itemKey: '3' }), sibling)).toMatchObject({ warnings: [] })
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
            else expect(result.kind).toBe(compare(arrival, known.newest) > 0 ? 'join' : 'stale')
            if (result.kind !== 'stale') known = lineage(1, [arrival, ...(known?.orders ?? [])])
          }
          const highest = [...arrivals].sort(compare).at(-1)
          expect(known?.newest).toEqual(highest)
        },
      ),
    )
  })
})
