import { createCelMappingEngine } from './adapters/cel/mapping-engine.ts'
import { createSecretFingerprint } from './adapters/integrations/secret-fingerprint.ts'
import { createPostgresCallbackAddresses } from './adapters/postgres/integrations/callback-addresses.ts'
import { createWebhookSignatures } from './adapters/webhooks/webhook-signatures.ts'
import type { Secrets } from './config/secrets.ts'
import { makeSigningSecret } from './domain/webhooks/signing-secret.ts'
import type { wireParts } from './wiring.ts'

/** Signed answers from outside, and the setting up of who may send them. */
export const wireIntegrations = ({ database }: ReturnType<typeof wireParts>, { tokenHashKey }: Secrets) => ({
  addresses: createPostgresCallbackAddresses(database.pool),
  signatures: createWebhookSignatures(),
  nobodysSecret: makeSigningSecret(),
  mappings: createCelMappingEngine(),
  fingerprint: createSecretFingerprint(tokenHashKey),
})
