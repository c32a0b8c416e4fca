import type { Principal } from '../../domain/principal.ts'
import type { SlackActor } from '../../domain/slack-in/inbound.ts'
import type { Stores } from '../../ports/unit-of-work.ts'
import { STRANGER_SENTENCES, type StrangerSentence } from './slack-sentences.ts'

export type SlackPerson = Extract<Principal, { kind: 'user' }>

/** Nobody whose presses could count. */
export interface Stranger {
  readonly kind: 'stranger'
  readonly sentence: StrangerSentence
}

/**
 * The person behind a Slack account: by (workspace, user) as they linked it themselves, and by nothing else. Whether
 * they may do anything is `authorize`'s to say, in the transaction that does it.
 */
export async function findPerson(
  stores: Pick<Stores, 'directory' | 'slackInbox'>,
  actor: SlackActor,
): Promise<SlackPerson | Stranger> {
  const id = await stores.slackInbox.personOf(actor)
  const user = id && (await stores.directory.user(id))
  if (!user) return { kind: 'stranger', sentence: STRANGER_SENTENCES.unknown }
  // `authorize` would refuse them as well; here they are told why, and that nothing else is wrong.
  return user.disabled
    ? { kind: 'stranger', sentence: STRANGER_SENTENCES.disabled }
    : { kind: 'user', user, via: 'slack' }
}
