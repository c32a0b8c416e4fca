import type { Outcome } from '@countersign/shared/case'
import type { Policy, Vote } from './approval.ts'

export type { Policy }

export type Tally =
  | { readonly kind: 'waiting'; readonly votesNeeded: number }
  | { readonly kind: 'decided'; readonly outcome: Outcome; readonly by: readonly Vote[] }

/** Votes for one outcome that decide. One, until policies say otherwise. */
export const votesNeeded = (_policy: Policy): number => 1

/** Turns the votes that count into a decision, or says how many are missing. */
export function tally(policy: Policy, outcomes: readonly Outcome[], votes: readonly Vote[]): Tally {
  const [first] = votes
  const outcome = first && outcomes.find((each) => each.id === first.outcome)
  return first && outcome
    ? { kind: 'decided', outcome, by: [first] }
    : { kind: 'waiting', votesNeeded: votesNeeded(policy) }
}
