import { createHmac, timingSafeEqual } from 'node:crypto'

/** What Slack sends beside a body; every value of the header, one for each time it was sent. */
export interface SlackSignature {
  readonly timestamps: readonly string[]
  readonly signatures: readonly string[]
}

export type SignatureVerdict = 'valid' | 'unsigned' | 'malformed' | 'stale' | 'wrong'

/** Slack's own tolerance, in both directions: a message from the future would stay good for longer. */
const TOLERANCE_SECONDS = 5 * 60

/**
 * Slack's v0 scheme: HMAC-SHA256 over `v0:<timestamp>:<body>`, on the bytes as they came. Stricter than the published
 * libraries where they are lax: one header each, digits only, no time in the future, nothing after the hash.
 */
export function verifySlackSignature(
  signingSecret: string,
  { timestamps, signatures }: SlackSignature,
  body: Uint8Array,
  nowSeconds: number,
): SignatureVerdict {
  const [timestamp, ...moreTimestamps] = timestamps
  const [signature, ...moreSignatures] = signatures
  if (timestamp === undefined || signature === undefined) return 'unsigned'
  if (moreTimestamps.length > 0 || moreSignatures.length > 0) return 'malformed'
  if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return 'malformed'
  if (Math.abs(nowSeconds - Number(timestamp)) > TOLERANCE_SECONDS) return 'stale'
  const expected = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest()
  return timingSafeEqual(expected, Buffer.from(signature.slice('v0='.length), 'hex')) ? 'valid' : 'wrong'
}
