import type { Outcome } from './case.ts'

/** What the workflow sees of this outcome: the words under its button (03, consequence first). */
export function consequence(outcome: Outcome, reasonId: string | null = null): string {
  if (outcome.kind === 'success') return 'workflow continues'
  const reason = outcome.reasons.find((each) => each.id === reasonId)
  return `task fails with ${reason?.error ?? outcome.error ?? 'Countersign.Rejected'}`
}
