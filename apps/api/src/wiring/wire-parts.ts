import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createAccountAccess } from '../adapters/accounts/account-access.ts'
import { createHomeFinder } from '../adapters/accounts/home-finder.ts'
import { createSendQuota } from '../adapters/accounts/send-quota.ts'
import { createSessionCache } from '../adapters/accounts/session-cache.ts'
import { createSts } from '../adapters/accounts/sts.ts'
import { createIdentifiers } from '../adapters/crypto/identifiers.ts'
import { createSecretSealer } from '../adapters/crypto/secret-sealer.ts'
import { createTokenSealer } from '../adapters/crypto/token-sealer.ts'
import { createDynamodbTokenVault } from '../adapters/dynamodb/token-vault.ts'
import { createPostgresAccountReader } from '../adapters/postgres/accounts/account-reader.ts'
import { openDatabase } from '../adapters/postgres/database.ts'
import { createPostgresTokenVault } from '../adapters/postgres/token-vault.ts'
import { createPostgresUnitOfWork } from '../adapters/postgres/unit-of-work.ts'
import { endpointIn } from '../adapters/step-functions/endpoint-table.ts'
import { withQuota } from '../adapters/step-functions/with-quota.ts'
import { createStepFunctionsEngine } from '../adapters/step-functions/workflow-engine.ts'
import { createSystemClock } from '../adapters/system/clock.ts'
import { createCrashPoints } from '../adapters/system/crash-points.ts'
import { createPinoLog, type LogStream } from '../adapters/system/log.ts'
import { createPrometheusMetrics } from '../adapters/system/metrics.ts'
import type { Config } from '../config/config.ts'
import type { Secrets } from '../config/secrets.ts'
import type { AccountReader } from '../ports/accounts.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'

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
  const { stepFunctions: otherwise, stepFunctionsTable } = config.aws.endpoints
  const endpoint = endpointIn(stepFunctionsTable, otherwise)
  const accountReader = createPostgresAccountReader(pool)
  const accounts = wireAccounts({ clock, log, accounts: accountReader }, config, role)
  const stepFunctions = createStepFunctionsEngine({ clock, metrics, access: accounts.access }, { endpoint })
  const vault = wireVault(config, prisma)
  const crashPoints = createCrashPoints(config.crashAt, () => process.kill(process.pid, 'SIGKILL'))
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

/** How the accounts are reached: their roles by STS, their rates from their entries. */
function wireAccounts(
  { clock, log, accounts }: { clock: Clock; log: Log; accounts: AccountReader },
  { aws, worker }: Config,
  role: 'api' | 'worker',
) {
  const { sts: endpoint, stepFunctions, stepFunctionsTable } = aws.endpoints
  const sts = createSts({ ...(endpoint ? { endpoint } : {}), sessionName: `countersign-${role}` })
  // Where an engine on this machine stands in for AWS, AWS is not asked who we are.
  const isAws = endpoint !== null || (stepFunctions === null && Object.keys(stepFunctionsTable).length === 0)
  const home = createHomeFinder({ sts: isAws ? sts : null, clock, log }, aws)
  const sessions = createSessionCache({ clock, sts })
  const sendQuota = createSendQuota({ accounts, clock }, worker.sendTaskRate)
  return { sts, home, sendQuota, access: createAccountAccess({ accounts, home, sessions, clock }) }
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
