import type { Principal } from '../../domain/principal.ts'
import type { SlackActor } from '../../domain/slack-in/inbound.ts'
import type { Stores } from '../../ports/unit-of-work.ts'

/**
 * The person behind a Slack account: by (workspace, user) as they linked it themselves, and by nothing else. Whether
 * they may do anything is `authorize`'s to say, in the transaction that does it.
 */
export async function findPerson(
  stores: Pick<Stores, 'directory' | 'slackInbox'>,
  actor: SlackActor,
): Promise<Extract<Principal, { kind: 'user' }> | undefined> {
  const id = await stores.slackInbox.personOf(actor)
  const user = id && (await stores.directory.user(id))
  return user ? { kind: 'user', user, via: 'slack' } : undefined
}
