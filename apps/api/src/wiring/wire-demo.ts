import { createCelConditions } from '../adapters/cel/condition-engine.ts'
import { createIdentifiers } from '../adapters/crypto/identifiers.ts'
import { createSecretSealer } from '../adapters/crypto/secret-sealer.ts'
import { createEgress } from '../adapters/egress/egress.ts'
import type { Database } from '../adapters/postgres/database.ts'
import { createPostgresUnitOfWork } from '../adapters/postgres/unit-of-work.ts'
import type { EgressConfig } from '../config/egress.ts'
import type { Secrets } from '../config/secrets.ts'
import { wireIntegrations } from './wire-integrations.ts'

interface DemoSettings {
  readonly config: { readonly egress: EgressConfig }
  readonly secrets: Pick<Secrets, 'tokenKeys' | 'tokenHashKey'>
}

/** What an admin's set-up needs, without a server around it. */
export const wireDemo = (database: Database, { config, secrets }: DemoSettings) => ({
  ...wireIntegrations(database, secrets),
  unitOfWork: createPostgresUnitOfWork(database.pool),
  conditions: createCelConditions(),
  secondAdmin: 'if-any' as const,
  identifiers: createIdentifiers(),
  secretSealer: createSecretSealer(secrets.tokenKeys),
  egress: createEgress(config.egress),
})
