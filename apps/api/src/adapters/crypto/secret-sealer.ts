import type { SecretSealer } from '../../ports/secret-sealer.ts'
import { createEnvelopes, type SealingKey } from './envelope.ts'

/** Signing secrets and bot tokens, each bound to the row it belongs to. */
export function createSecretSealer(keys: readonly [SealingKey, ...SealingKey[]]): SecretSealer {
  const envelopes = createEnvelopes(keys, 'countersign secret sealing')
  return {
    seal: (secret, place) => envelopes.seal(secret, [place]),
    open: (envelope, place) => envelopes.open(envelope, [place]),
  }
}
