import type { Exclusion, Vote } from '../approval.ts'
import { plainName } from '../visibility.ts'
import type { Asked } from './plan.ts'

/**
 * Of those whom seats are kept for, who may still take one: nobody who had a part in the case, and nobody whose vote is
 * given. What only the directory knows, as whether a team has anybody left, is asked where a case is shown.
 */
export function stillAsked(
  asked: readonly Asked[],
  exclusions: readonly Exclusion[],
  votes: readonly Pick<Vote, 'by' | 'onBehalfOf'>[],
): readonly Asked[] {
  const had = new Set(exclusions.flatMap(({ names }) => names))
  const spent = new Set(votes.flatMap(({ by, onBehalfOf }) => [by.id, ...(onBehalfOf ? [onBehalfOf.id] : [])]))
  return asked.filter(({ kind, id }) => kind === 'team' || !(had.has(plainName(id)) || spent.has(id)))
}
