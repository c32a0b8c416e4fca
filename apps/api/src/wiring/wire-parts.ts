import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createIdentifiers } from '../adapters/crypto/identifiers.ts'
import { createSecretSealer } from '../adapters/crypto/secret-sealer.ts'
import { createTokenSealer } from '../adapters/crypto/token-sealer.ts'
import { createDynamodbTokenVault } from '../adapters/dynamodb/token-vault.ts'
import { createPostgresAccountReader } from '../adapters/postgres/accounts/account-reader.ts'
import { openDatabase } from '../adapters/postgres/database.ts'
import { createPostgresTokenVault } from '../adapters/postgres/token-vault.ts'
import { createPostgresUnitOfWork } from '../adapters/postgres/unit-of-work.ts'
import { withQuota } from '../adapters/step-functions/with-quota.ts'
import { createStepFunctionsEngine } from '../adapters/step-functions/workflow-engine.ts'
import { createSystemClock } from '../adapters/system/clock.ts'
import { createCrashPoints } from '../adapters/system/crash-points.ts'
import { createPinoLog, type LogStream } from '../adapters/system/log.ts'
import { createPrometheusMetrics } from '../adapters/system/metrics.ts'
import type { Config } from '../config/config.ts'
import type { Secrets } from '../config/secrets.ts'
import { wireAccounts } from './wire-accounts.ts'

export interface Settings {
  readonly config: Config
  readonly secrets: Secrets
  /** Where log lines go; stdout unless a test listens. */
  readonly logStream?: LogStream
}

/** What both processes stand on. */
export function wireParts({ config, secrets, logStream }: Settings, role: 'api' | 'worker') {
  const clock = createSystemClock()
  const log = createPinoLog(config.logLevel, role, logStream)
  const metrics = createPrometheusMetrics(role)
  const database = openDatabase(config.database.url, {
    applicationName: `countersign ${role}`,
    maxConnections: config.database.poolSize,
    onIdleError: (err) => log.warn({ err }, 'an idle database connection broke'),
  })
  const { pool, prisma } = database
  metrics.observePool(() => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }))
  const accountReader = createPostgresAccountReader(pool)
  const accounts = wireAccounts({ clock, log, accounts: accountReader }, config, role)
  const { access, endpoint } = accounts
  const stepFunctions = createStepFunctionsEngine({ clock, metrics, access }, { endpoint })
  const vault = wireVault(config, prisma)
  const crashPoints = createCrashPoints(config.crashAt, {
    kill: () => process.kill(process.pid, 'SIGKILL'),
    failed: (crashPoint, kind) => log.error({ crashPoint, kind }, 'failed on purpose, for a test'),
  })
  return crashPoints.parts({
    config,
    crashPoints,
    clock,
    log,
    metrics,
    database,
    identifiers: createIdentifiers(),
    unitOfWork: createPostgresUnitOfWork(pool),
    secretSealer: createSecretSealer(secrets.tokenKeys),
    sealer: createTokenSealer(secrets.tokenKeys, secrets.tokenHashKey),
    vault: vault.vault,
    accountReader,
    home: accounts.home,
    sts: accounts.sts,
    stepFunctionsEndpoint: endpoint,
    sendQuota: accounts.sendQuota,
    engine: withQuota(stepFunctions, clock, { sendPerSecond: accounts.sendQuota.quotaOf }),
    async close() {
      stepFunctions.close()
      accounts.sts.close()
      vault.close()
      await database.close()
    },
  })
}

function wireVault({ tokenVault, aws }: Config, prisma: Parameters<typeof createPostgresTokenVault>[0]) {
  if (tokenVault.kind === 'postgres') return { vault: createPostgresTokenVault(prisma), close: () => undefined }
  const client = new DynamoDBClient({
    region: aws.region,
    ...(aws.endpoints.dynamodb ? { endpoint: aws.endpoints.dynamodb } : {}),
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  })
  return { vault: createDynamodbTokenVault(client, tokenVault.table), close: () => client.destroy() }
}

export type Parts = ReturnType<typeof wireParts>
