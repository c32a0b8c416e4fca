import type { Refusal } from '../domain/refusal.ts'

/**
 * A "no" as people read it: one wording for the API, Slack and every channel after them. `when` writes an instant as the
 * channel does ("at 2026-11-21T14:02:00.000Z", "2 min ago"). What a channel's reader can do about it, the channel adds.
 */
export function refusalSentence(refusal: Refusal, when: (at: Date) => string): string {
  switch (refusal.code) {
    case 'not-found':
      return 'There is no such approval, or you may not see it.'
    case 'invalid-request':
      return 'Something in the request does not match the contract: see errors.'
    case 'already-decided': {
      const { name, label, at } = refusal.winner
      return `${name} decided “${label}” ${when(at)}. Your answer was not recorded.`
    }
    case 'superseded': {
      const { redriven, supersededBy, at } = refusal
      return `The task was ${redriven ? 'redriven' : 'retried'}: attempt ${supersededBy} took over ${when(at)}. Look at what it asks and decide there.`
    }
    case 'case-changed':
      return 'The case is not the one you saw.'
    case 'version-changed':
      return `The approval is at version ${refusal.version} now.`
    default:
      return refusal.sentence
  }
}
