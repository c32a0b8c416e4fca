import { makeSigningSecret } from '../../domain/webhooks/signing-secret.ts'
import type { Identifiers } from '../../ports/identifiers.ts'
import type { SecretSealer } from '../../ports/secret-sealer.ts'
import type { SealedSecret } from '../../ports/webhooks.ts'

interface Deps {
  readonly identifiers: Pick<Identifiers, 'secret'>
  readonly secretSealer: Pick<SecretSealer, 'seal'>
}

/** What is stored, and beside it the secret itself for the one answer that shows it. */
export interface IssuedSigningSecret {
  readonly row: SealedSecret
  readonly secret: string
}

export function issueSigningSecret(
  { identifiers, secretSealer }: Deps,
  createdAt: Date,
  secret = makeSigningSecret(),
): IssuedSigningSecret {
  const id = identifiers.secret()
  const sealed = secretSealer.seal(secret, id)
  return { row: { id, sealed, lastFour: secret.slice(-4), createdAt, expiresAt: null }, secret }
}
