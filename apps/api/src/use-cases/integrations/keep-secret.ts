import type { IntegrationId, SecretId } from '@countersign/shared/ids'
import type { IssuedSecret } from '@countersign/shared/integrations'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import { makeSigningSecret } from '../../domain/webhooks/signing-secret.ts'
import type { SecretFingerprint } from '../../ports/integrations.ts'
import type { SecretSealer } from '../../ports/secret-sealer.ts'
import type { Stores } from '../../ports/unit-of-work.ts'

export interface SecretDeps {
  readonly secretSealer: Pick<SecretSealer, 'seal'>
  readonly fingerprint: SecretFingerprint
}

export interface SecretToKeep {
  readonly id: SecretId
  readonly integrationId: IntegrationId
  /** When the other side makes the secrets. */
  readonly given: string | undefined
  readonly at: Date
}

/** Seals a secret and lets it count. The whole of it is in this answer only. */
export async function keepSecret(
  { secretSealer, fingerprint }: SecretDeps,
  stores: Stores,
  { id, integrationId, given, at }: SecretToKeep,
): Promise<{ readonly kind: 'kept'; readonly issued: IssuedSecret } | Refused> {
  const secret = given ?? makeSigningSecret()
  const lastFour = secret.replace(/=+$/, '').slice(-4)
  const added = await stores.integrations.addSecret({
    id,
    integrationId,
    sealed: secretSealer.seal(secret, id),
    fingerprint: fingerprint(secret),
    lastFour,
    createdAt: at,
  })
  // Two senders with one secret could not be told apart, and one that was rotated out must not come back.
  if (!added)
    return refused({
      code: 'secret-in-use',
      sentence: 'This secret is, or was, in use here. Have a new one made: leave "secret" out.',
    })
  return { kind: 'kept', issued: { id, lastFour, createdAt: at.toISOString(), expiresAt: null, secret } }
}
