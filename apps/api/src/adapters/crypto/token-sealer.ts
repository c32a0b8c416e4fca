import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { TaskToken } from '../../domain/task-token.ts'
import type { TokenBinding, TokenSealer } from '../../ports/token-sealer.ts'

/**
 * `TOKEN_KEYS`, newest first. The first seals; all open, so a rotation adds a key in front and removes an old one only
 * when no token sealed by it can still be waiting (a task waits one year at most).
 */
export interface TokenKey {
  readonly id: string
  /** 32 random bytes. */
  readonly secret: Uint8Array
}

const VERSION = 'v1'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Seals with AES-256-GCM under keys derived from `TOKEN_KEYS`.
 * @param hashKey the key of the token's identity hash; it never rotates, or known tokens would register twice
 */
export function createTokenSealer(keys: readonly [TokenKey, ...TokenKey[]], hashKey: Uint8Array): TokenSealer {
  const sealing = new Map(keys.map((key) => [key.id, derive(key.secret, 'countersign token sealing')]))
  const identity = derive(hashKey, 'countersign token identity')
  const [active] = keys

  return {
    seal(token, binding) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', keyFor(active.id), nonce)
      cipher.setAAD(associatedData(active.id, binding))
      const sealed = Buffer.concat([cipher.update(token.reveal(), 'utf8'), cipher.final(), cipher.getAuthTag()])
      return [VERSION, active.id, nonce.toString('base64url'), sealed.toString('base64url')].join('.')
    },

    open(envelope, binding) {
      const [version, keyId, nonce, sealed, ...rest] = envelope.split('.')
      if (version !== VERSION || !keyId || !nonce || !sealed || rest.length > 0)
        throw new SealedTokenError('the envelope has an unknown form')
      const bytes = Buffer.from(sealed, 'base64url')
      try {
        const decipher = createDecipheriv('aes-256-gcm', keyFor(keyId), Buffer.from(nonce, 'base64url'), {
          authTagLength: TAG_BYTES,
        })
        decipher.setAAD(associatedData(keyId, binding))
        decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
        return new TaskToken(decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8'))
      } catch (cause) {
        if (cause instanceof SealedTokenError) throw cause
        throw new SealedTokenError(`the envelope does not open for attempt ${binding.attemptId}`)
      }
    },

    hash: (token) => createHmac('sha256', identity).update(token.reveal()).digest(),
  }

  function keyFor(id: string): Buffer {
    const key = sealing.get(id)
    if (!key) throw new SealedTokenError(`no key "${id}" in TOKEN_KEYS; add the key that sealed it`)
    return key
  }
}

/** The envelope was tampered with, moved to another attempt, or its key is missing. The callback is parked, not lost. */
class SealedTokenError extends Error {
  override readonly name = 'SealedTokenError'
}

/** I10: the key id, the attempt and the execution are authenticated, so swapped rows do not open. */
function associatedData(keyId: string, { attemptId, executionArn }: TokenBinding): Buffer {
  return Buffer.from(JSON.stringify([VERSION, keyId, attemptId, executionArn]))
}

function derive(secret: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, new Uint8Array(), purpose, 32))
}
