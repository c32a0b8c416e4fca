import type { Broken } from '../audit-chain.ts'
import { followIdentity, type IdentityEntry, type LogIdentity } from './log-identity.ts'
import { parseVerifierKey, type SigningKey } from './signed-note.ts'

/** Entries that stop the signing, and those by which an operator lets it go on. */
const STOPS = 'security.audit_inconsistent'
const GOES_ON: ReadonlySet<string> = new Set(['audit.resumed', 'audit.continued'])

/** Nothing is signed after an inconsistency was found, until an operator has acted. */
export const isHalted = (keeping: readonly IdentityEntry[]): boolean =>
  keeping.findLast(({ type }) => type === STOPS || GOES_ON.has(type))?.type === STOPS

/** Who signs a checkpoint of `size` entries, beginning with who signed the first one. */
export function identityAt(first: LogIdentity, keeping: readonly IdentityEntry[], size: number): LogIdentity | Broken {
  let identity = first
  for (const entry of keeping) {
    if (entry.seq > size) break
    const next = followIdentity(identity, entry)
    if (!next)
      return { kind: 'broken', seq: entry.seq, fault: 'it changes keys without the signature of the key in force' }
    identity = next
  }
  return identity
}

export function identityOfKey(key: string): LogIdentity | undefined {
  const known = parseVerifierKey(key)
  return known && { origin: known.name, publicKey: known.publicKey }
}

/** What has to happen to the keys before the next checkpoint. `keys`: those we hold, the wanted one first. */
export function chooseKey(
  identity: LogIdentity,
  keeping: readonly IdentityEntry[],
  keys: readonly [SigningKey, ...SigningKey[]],
):
  | { readonly kind: 'sign'; readonly key: SigningKey }
  | { readonly kind: 'rotate'; readonly from: SigningKey; readonly to: SigningKey }
  | { readonly kind: 'refused'; readonly why: 'missing' | 'retired' } {
  const [wanted] = keys
  if (wanted.publicKey.equals(identity.publicKey)) return { kind: 'sign', key: wanted }
  const held = keys.find(({ publicKey }) => publicKey.equals(identity.publicKey))
  if (!held) return { kind: 'refused', why: 'missing' }
  // A retired key never signs again: whoever got hold of it could say it was in force then.
  const retired = keeping
    .filter(({ type }) => type === 'audit.key_rotated')
    .some(({ data }) => parseVerifierKey(String(data.oldKey))?.publicKey.equals(wanted.publicKey))
  return retired ? { kind: 'refused', why: 'retired' } : { kind: 'rotate', from: held, to: wanted }
}
