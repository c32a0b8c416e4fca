import { createCelMappingEngine } from '../adapters/cel/mapping-engine.ts'
import { createSecretFingerprint } from '../adapters/integrations/secret-fingerprint.ts'
import type { Database } from '../adapters/postgres/database.ts'
import { createPostgresCallbackAddresses } from '../adapters/postgres/integrations/callback-addresses.ts'
import { createWebhookSignatures } from '../adapters/webhooks/webhook-signatures.ts'
import type { Secrets } from '../config/secrets.ts'
import { makeSigningSecret } from '../domain/webhooks/signing-secret.ts'

/** Signed answers from outside, and the setting up of who may send them. */
export const wireIntegrations = ({ pool }: Database, { tokenHashKey }: Pick<Secrets, 'tokenHashKey'>) => ({
  addresses: createPostgresCallbackAddresses(pool),
  signatures: createWebhookSignatures(),
  nobodysSecret: makeSigningSecret(),
  mappings: createCelMappingEngine(),
  fingerprint: createSecretFingerprint(tokenHashKey),
})
