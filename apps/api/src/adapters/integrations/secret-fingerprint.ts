import { createHmac } from 'node:crypto'
import type { SecretFingerprint } from '../../ports/integrations.ts'
import { deriveKey } from '../crypto/envelope.ts'

/** @param hashKey never rotates, or a secret known under the old key would be taken for a new one */
export function createSecretFingerprint(hashKey: Uint8Array): SecretFingerprint {
  const key = deriveKey(hashKey, 'countersign signing secret identity')
  return (secret) => createHmac('sha256', key).update(secret).digest()
}
