import type { NewAuditEntry } from '../audit-leaf.ts'
import { sha256 } from '../canonical-json.ts'
import type { TreeHead } from './merkle-tree.ts'
import { parseVerifierKey, type SigningKey, verifierKey, verifySignature } from './signed-note.ts'

/** Who signs the log's checkpoints, and under which name. It changes only by an entry of the log itself. */
export interface LogIdentity {
  readonly origin: string
  readonly publicKey: Buffer
}

export interface IdentityEntry {
  readonly seq: number
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

const SERVICE = { kind: 'service', id: 'audit', name: 'Countersign' } as const

/** A new key, vouched for by the one before and holding what it claims to hold. */
export function rotateKey({ origin }: LogIdentity, from: SigningKey, to: SigningKey, at: Date): NewAuditEntry {
  const keys = { oldKey: verifierKey(origin, from.publicKey), newKey: verifierKey(origin, to.publicKey) }
  const text = rotationText(keys.oldKey, keys.newKey)
  const data = { ...keys, signedByOld: base64(from.sign(text)), signedByNew: base64(to.sign(text)) }
  return { type: 'audit.key_rotated', approvalId: null, actor: SERVICE, at, data }
}

/**
 * The log goes on under another name, because checkpoints exist that it cannot continue: after a restored backup, say.
 * Those stay what they are, evidence of entries that are gone, and this entry names the newest of them.
 */
export function continueLog(
  { origin }: LogIdentity,
  key: SigningKey,
  facts: { readonly newOrigin: string; readonly abandoned: TreeHead; readonly reason: string; readonly at: Date },
): NewAuditEntry {
  const { newOrigin, abandoned, reason, at } = facts
  const data = {
    oldKey: verifierKey(origin, key.publicKey),
    newKey: verifierKey(newOrigin, key.publicKey),
    abandonedSize: abandoned.size,
    abandonedRoot: base64(abandoned.root),
    reason,
  }
  const actor = { kind: 'service', id: 'audit', name: 'Operator at the command line' } as const
  const signed = base64(key.sign(continuationText(data)))
  return { type: 'audit.continued', approvalId: null, actor, at, data: { ...data, signed } }
}

/** `undefined`: the entry claims a change of keys that the key in force has not signed. */
export function followIdentity(identity: LogIdentity, { type, data }: IdentityEntry): LogIdentity | undefined {
  if (type === 'audit.key_rotated') return followRotation(identity, data)
  if (type === 'audit.continued') return followContinuation(identity, data)
  return identity
}

function followRotation(identity: LogIdentity, data: IdentityEntry['data']): LogIdentity | undefined {
  const oldKey = String(data.oldKey)
  const newKey = String(data.newKey)
  const text = rotationText(oldKey, newKey)
  const next = parseVerifierKey(newKey)
  const vouched =
    oldKey === verifierKey(identity.origin, identity.publicKey) &&
    next?.name === identity.origin &&
    isSigned(identity.publicKey, text, data.signedByOld) &&
    isSigned(next.publicKey, text, data.signedByNew)
  return vouched ? { origin: next.name, publicKey: next.publicKey } : undefined
}

function followContinuation(identity: LogIdentity, data: IdentityEntry['data']): LogIdentity | undefined {
  const next = parseVerifierKey(String(data.newKey))
  const vouched =
    data.oldKey === verifierKey(identity.origin, identity.publicKey) &&
    next?.publicKey.equals(identity.publicKey) &&
    isSigned(identity.publicKey, continuationText(data), data.signed)
  return vouched && next ? { origin: next.name, publicKey: next.publicKey } : undefined
}

const rotationText = (oldKey: string, newKey: string): string => `countersign key rotation\n${oldKey}\n${newKey}\n`

const continuationText = (data: IdentityEntry['data']): string =>
  `countersign continuation\n${data.oldKey}\n${data.newKey}\n${data.abandonedSize}\n${data.abandonedRoot}\n${sha256(String(data.reason)).toString('hex')}\n`

const isSigned = (publicKey: Buffer, text: string, signature: unknown): boolean =>
  typeof signature === 'string' && verifySignature(publicKey, text, Buffer.from(signature, 'base64'))

const base64 = (bytes: Buffer): string => bytes.toString('base64')
