import type { Exclusion } from './approval.ts'
import { type AttemptOrder, compare, type IncomingAttempt } from './match-attempt.ts'

/** Who had a part in an approval of the same execution and state, under one of its tokens. */
export interface EarlierParts {
  readonly enteredTime: string | null
  readonly order: AttemptOrder
  readonly exclusions: readonly Exclusion[]
}

/**
 * L8: a token may be the retry or the redrive of a task without anybody being able to prove it, and then it gets an
 * approval of its own. Whoever had a part in any that it could be the retry of may not decide it either: a lineage that
 * could not be told must not let the asker of the first attempt decide the second. A first attempt continues nothing.
 * @param earlier of the same item, as far as keys tell: equal ones, or none on either side
 */
export const inheritedParts = (incoming: IncomingAttempt, earlier: readonly EarlierParts[]): readonly Exclusion[] =>
  earlier
    .filter(({ order }) => compare(order, incoming.order) < 0)
    .filter((each) => isSameVisit(each, incoming))
    .flatMap(({ exclusions }) => exclusions)

/** Another visit of a loop is another question, unless a redrive lies between, which writes the time anew. */
const isSameVisit = ({ enteredTime, order }: EarlierParts, incoming: IncomingAttempt): boolean =>
  enteredTime === null ||
  incoming.enteredTime === null ||
  enteredTime === incoming.enteredTime ||
  order.redriveCount < incoming.order.redriveCount
