import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/**
 * `TOKEN_KEYS`, newest first. The first seals; all open, so a rotation adds a key in front and removes an old one only
 * when nothing sealed by it can still be needed (a task waits one year at most).
 */
export interface SealingKey {
  readonly id: string
  /** 32 random bytes. */
  readonly secret: Uint8Array
}

/** The envelope was tampered with, moved to another place, or its key is missing. */
class SealedError extends Error {
  override readonly name = 'SealedError'
}

const VERSION = 'v1'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * AES-256-GCM under keys derived for one purpose: `v1.<key id>.<nonce>.<ciphertext+tag>` in base64url. The key id and
 * the place it belongs to are authenticated (I10), so swapped rows do not open.
 */
export function createEnvelopes(keys: readonly [SealingKey, ...SealingKey[]], purpose: string) {
  const derived = new Map(keys.map((key) => [key.id, deriveKey(key.secret, purpose)]))
  const [active] = keys

  function keyFor(id: string): Buffer {
    const key = derived.get(id)
    if (!key) throw new SealedError(`no key "${id}" in TOKEN_KEYS; add the key that sealed it`)
    return key
  }

  return {
    seal(text: string, place: readonly string[]): string {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', keyFor(active.id), nonce)
      cipher.setAAD(associatedData(active.id, place))
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return [VERSION, active.id, nonce.toString('base64url'), sealed.toString('base64url')].join('.')
    },

    open(envelope: string, place: readonly string[]): string {
      const [version, keyId, nonce, sealed, ...rest] = envelope.split('.')
      if (version !== VERSION || !keyId || !nonce || !sealed || rest.length > 0)
        throw new SealedError('the envelope has an unknown form')
      const bytes = Buffer.from(sealed, 'base64url')
      try {
        const decipher = createDecipheriv('aes-256-gcm', keyFor(keyId), Buffer.from(nonce, 'base64url'), {
          authTagLength: TAG_BYTES,
        })
        decipher.setAAD(associatedData(keyId, place))
        decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
        return decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      } catch (cause) {
        if (cause instanceof SealedError) throw cause
        throw new SealedError(`the envelope does not open for ${place.join(' ')}`)
      }
    },
  }
}

const associatedData = (keyId: string, place: readonly string[]): Buffer =>
  Buffer.from(JSON.stringify([VERSION, keyId, ...place]))

export function deriveKey(secret: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, new Uint8Array(), purpose, 32))
}
