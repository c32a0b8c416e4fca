import type { Leaf } from './leaf.ts'
import { sha256 } from './merkle.ts'
import { isSignedBy, parseKey, type VerifierKey } from './signed-note.ts'

/** Who signs from this entry on. A text says why the entry may not change that. */
export function followKeys(
  inForce: VerifierKey,
  retired: readonly string[],
  { type, data }: Leaf,
): VerifierKey | string {
  if (type === 'audit.key_rotated') return rotate(inForce, retired, data)
  if (type === 'audit.continued') return rename(inForce, data)
  return inForce
}

function rotate(inForce: VerifierKey, retired: readonly string[], data: Leaf['data']): VerifierKey | string {
  const next = parseKey(String(data.newKey))
  if (data.oldKey !== inForce.text) return 'it hands over from a key that is not in force'
  if (!next || next.name !== inForce.name) return 'it hands over to something that is no key of this log'
  if (retired.includes(next.text)) return 'it hands over to a key that was retired before'
  const text = `countersign key rotation\n${data.oldKey}\n${data.newKey}\n`
  if (!isSigned(inForce, text, data.signedByOld)) return 'the key in force has not signed the hand-over'
  if (!isSigned(next, text, data.signedByNew)) return 'the new key has not signed the hand-over'
  return next
}

function rename(inForce: VerifierKey, data: Leaf['data']): VerifierKey | string {
  const next = parseKey(String(data.newKey))
  if (data.oldKey !== inForce.text) return 'it continues a log of another key'
  if (!next?.publicKey.equals(inForce.publicKey)) return 'it continues the log under a key that is not in force'
  const reason = sha256(String(data.reason)).toString('hex')
  const facts = [data.oldKey, data.newKey, data.abandonedSize, data.abandonedRoot, reason].join('\n')
  if (!isSigned(inForce, `countersign continuation\n${facts}\n`, data.signed))
    return 'the key in force has not signed the continuation'
  return next
}

const isSigned = (key: VerifierKey, text: string, signature: unknown): boolean =>
  typeof signature === 'string' && isSignedBy(key, text, Buffer.from(signature, 'base64'))
