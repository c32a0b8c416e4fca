import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/** A note of the C2SP signed-note format: text that ends in a newline, a blank line, signature lines. */
export interface SigningKey {
  /** 32 bytes, as RFC 8032 writes them. */
  readonly publicKey: Buffer
  readonly sign: (text: string) => Buffer
}

const ED25519 = Buffer.from([0x01])
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** The key made from 32 random bytes. */
export function signingKeyOf(seed: Uint8Array): SigningKey {
  const privateKey = createPrivateKey({
    key: Buffer.concat([PRIVATE_PREFIX, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(PUBLIC_PREFIX.length)
  return { publicKey, sign: (text) => sign(null, Buffer.from(text), privateKey) }
}

const publicKeyObject = (publicKey: Buffer): KeyObject =>
  createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, publicKey]), format: 'der', type: 'spki' })

export const verifySignature = (publicKey: Buffer, text: string, signature: Buffer): boolean =>
  verify(null, Buffer.from(text), publicKeyObject(publicKey), signature)

const keyId = (name: string, publicKey: Buffer): Buffer =>
  createHash('sha256').update(`${name}\n`).update(ED25519).update(publicKey).digest().subarray(0, 4)

export const signNote = (text: string, name: string, key: SigningKey): string =>
  `${text}\n— ${name} ${Buffer.concat([keyId(name, key.publicKey), key.sign(text)]).toString('base64')}\n`

/** The text, when the note carries the signature of exactly this key; lines of other keys do not count. */
export function openNote(note: string, name: string, publicKey: Buffer): string | undefined {
  const parts = splitNote(note)
  if (!parts) return undefined
  const id = keyId(name, publicKey)
  const ours = parts.signatures.filter((line) => line.name === name && line.bytes.subarray(0, 4).equals(id))
  const valid = ours.every(({ bytes }) => verifySignature(publicKey, parts.text, bytes.subarray(4)))
  return ours.length > 0 && valid ? parts.text : undefined
}

function splitNote(note: string) {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) return undefined
  const signatures = note
    .slice(end + 2, -1)
    .split('\n')
    .map((line) => /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line))
    .map((match) => match && { name: match[1] ?? '', bytes: Buffer.from(match[2] ?? '', 'base64') })
  const complete = signatures.filter((each) => each !== null)
  return complete.length === signatures.length ? { text: note.slice(0, end + 1), signatures: complete } : undefined
}

/** How verifiers are told of a key: `<name>+<key id>+<algorithm and key>`. */
export const verifierKey = (name: string, publicKey: Buffer): string =>
  `${name}+${keyId(name, publicKey).toString('hex')}+${Buffer.concat([ED25519, publicKey]).toString('base64')}`

export function parseVerifierKey(text: string): { readonly name: string; readonly publicKey: Buffer } | undefined {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text) ?? []
  if (name === undefined || id === undefined || encoded === undefined) return undefined
  const bytes = Buffer.from(encoded, 'base64')
  const publicKey = bytes.subarray(1)
  const known = bytes.length === 33 && bytes[0] === 0x01 && keyId(name, publicKey).toString('hex') === id
  return known ? { name, publicKey } : undefined
}
