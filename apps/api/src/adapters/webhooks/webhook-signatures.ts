import { createHmac, timingSafeEqual } from 'node:crypto'
import { signingKeyOf } from '../../domain/webhooks/signing-secret.ts'
import type { SignatureVerdict, WebhookSignatures } from '../../ports/webhook-signatures.ts'

/** As the scheme has it. Longer, and a recorded message can be played back; shorter, and clocks must agree too well. */
const TOLERANCE_SECONDS = 5 * 60
/** A rotation shows two; no honest sender shows more than a handful, and each is compared with each of our secrets. */
const MAX_SIGNATURES = 10
const MAX_ID_CHARACTERS = 256

/**
 * Our own few lines over node:crypto, cross-checked against the npm library in the tests: the library decodes the body
 * to text before it hashes, so that bytes which are not UTF-8 lose their difference, and it reads a clock of its own.
 */
export const createWebhookSignatures = (): WebhookSignatures => ({
  sign(id, at, bytes, secrets) {
    const timestamp = String(Math.floor(at.getTime() / 1_000))
    return secrets.map((secret) => `v1,${digest(keyOf(secret), id, timestamp, bytes).toString('base64')}`).join(' ')
  },

  verify({ id, timestamp, signature, bytes, secrets, now }) {
    if (id === '' || id.length > MAX_ID_CHARACTERS || !/^[1-9]\d{0,11}$/.test(timestamp)) return invalid('malformed')
    const age = Math.floor(now.getTime() / 1_000) - Number(timestamp)
    if (age > TOLERANCE_SECONDS) return invalid('too-old')
    if (age < -TOLERANCE_SECONDS) return invalid('too-new')
    const shown = signature.split(' ')
    if (shown.length > MAX_SIGNATURES) return invalid('malformed')
    const candidates = shown.flatMap((each) => parseSignature(each) ?? [])
    if (candidates.length === 0) return invalid('malformed')
    // Every secret against every signature, whether or not one has matched: the time taken tells nothing.
    const matching = secrets.map((secret) => {
      const expected = digest(keyOf(secret), id, timestamp, bytes)
      return candidates.filter((candidate) => timingSafeEqual(candidate, expected)).length > 0
    })
    const secretIndex = matching.indexOf(true)
    return secretIndex === -1 ? invalid('no-match') : { kind: 'valid', secretIndex }
  },
})

const digest = (key: Buffer, id: string, timestamp: string, bytes: Uint8Array): Buffer =>
  createHmac('sha256', key).update(`${id}.${timestamp}.`).update(bytes).digest()

/** The 32 bytes of a `v1` signature in the one spelling base64 gives them; other versions are not ours to judge. */
function parseSignature(text: string): Buffer | undefined {
  const encoded = /^v1,([A-Za-z0-9+/]{43}=)$/.exec(text)?.[1]
  if (encoded === undefined) return undefined
  const bytes = Buffer.from(encoded, 'base64')
  return bytes.toString('base64') === encoded ? bytes : undefined
}

/** Secrets are checked when they are saved; one that is broken now is a fault of ours. */
function keyOf(secret: string): Buffer {
  const key = signingKeyOf(secret)
  if (!key) throw new Error('a signing secret is not whsec_ and the base64 of 24 to 64 bytes')
  return key
}

const invalid = (why: Extract<SignatureVerdict, { kind: 'invalid' }>['why']): SignatureVerdict => ({
  kind: 'invalid',
  why,
})
