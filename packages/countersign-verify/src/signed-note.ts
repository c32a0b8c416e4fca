import { createPublicKey, verify } from 'node:crypto'
import { sha256 } from './merkle.ts'

/** A key as verifiers are told of it (C2SP): `<name>+<key id>+<base64 of 0x01 and 32 bytes of Ed25519>`. */
export interface VerifierKey {
  readonly text: string
  readonly name: string
  readonly id: Buffer
  readonly publicKey: Buffer
}

/** A C2SP checkpoint: the log's name, its size and the root of its tree. Nothing is known of who signed it. */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
  readonly note: string
}

const SPKI = Buffer.from('302a300506032b6570032100', 'hex')

export function parseKey(text: string): VerifierKey | undefined {
  const [, name, hex, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44}={0,2})$/.exec(text) ?? []
  if (name === undefined || hex === undefined || encoded === undefined) return undefined
  const bytes = Buffer.from(encoded, 'base64')
  const id = sha256(Buffer.concat([Buffer.from(`${name}\n`), bytes])).subarray(0, 4)
  const known = bytes.length === 33 && bytes[0] === 0x01 && id.toString('hex') === hex
  return known ? { text, name, id, publicKey: bytes.subarray(1) } : undefined
}

export const isSignedBy = ({ publicKey }: VerifierKey, text: string, signature: Buffer): boolean =>
  verify(
    null,
    Buffer.from(text),
    createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' }),
    signature,
  )

/** The signature of this very key must be there and be right; lines of other keys say nothing. */
export function isNoteSignedBy(key: VerifierKey, note: string): boolean {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) return false
  const text = note.slice(0, end + 1)
  const signatures = note
    .slice(end + 2, -1)
    .split('\n')
    .map((line) => /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line))
  if (signatures.includes(null)) return false
  const ours = signatures
    .map((match) => ({ name: match?.[1], bytes: Buffer.from(match?.[2] ?? '', 'base64') }))
    .filter(({ name, bytes }) => name === key.name && bytes.subarray(0, 4).equals(key.id))
  return ours.length > 0 && ours.every(({ bytes }) => isSignedBy(key, text, bytes.subarray(4)))
}

export function parseCheckpoint(note: string): Checkpoint | undefined {
  const [origin, size, encoded] = note.split('\n')
  if (!origin || !size || !/^[1-9]\d{0,15}$/.test(size) || !encoded) return undefined
  const root = Buffer.from(encoded, 'base64')
  if (root.length !== 32 || root.toString('base64') !== encoded) return undefined
  return { origin, size: Number(size), root, note }
}
