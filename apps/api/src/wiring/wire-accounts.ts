import { createAccountAccess } from '../adapters/accounts/account-access.ts'
import { createAccountProbe } from '../adapters/accounts/account-probe.ts'
import { createHomeFinder } from '../adapters/accounts/home-finder.ts'
import { createSendQuota } from '../adapters/accounts/send-quota.ts'
import { createSessionCache } from '../adapters/accounts/session-cache.ts'
import { createSts, type Sts } from '../adapters/accounts/sts.ts'
import { createClientPool } from '../adapters/step-functions/client-pool.ts'
import { endpointIn } from '../adapters/step-functions/endpoint-table.ts'
import type { Config } from '../config/config.ts'
import type { AccountReader } from '../ports/accounts.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'

/** How the accounts are reached: their engines by the environment, their roles by STS, their rates from their entries. */
export function wireAccounts(
  { clock, log, accounts }: { clock: Clock; log: Log; accounts: AccountReader },
  { aws, worker }: Config,
  role: 'api' | 'worker',
) {
  const { sts: stsEndpoint, stepFunctions, stepFunctionsTable } = aws.endpoints
  const sts = createSts({ ...(stsEndpoint ? { endpoint: stsEndpoint } : {}), sessionName: `countersign-${role}` })
  // Where an engine on this machine stands in for AWS, AWS is not asked who we are.
  const isAws = stsEndpoint !== null || (stepFunctions === null && Object.keys(stepFunctionsTable).length === 0)
  const home = createHomeFinder({ sts: isAws ? sts : null, clock, log }, aws)
  const sessions = createSessionCache({ clock, sts })
  return {
    sts,
    home,
    endpoint: endpointIn(stepFunctionsTable, stepFunctions),
    sendQuota: createSendQuota({ accounts, clock }, worker.sendTaskRate),
    access: createAccountAccess({ accounts, home, sessions, clock, log }),
  }
}

/** What the admin page does with them. */
export function wireAccountSetup({
  sts,
  stepFunctionsEndpoint: endpoint,
  config,
}: {
  sts: Sts
  stepFunctionsEndpoint: ReturnType<typeof endpointIn>
  config: Config
}) {
  const clients = createClientPool({ endpoint })
  return {
    routes: { accountProbe: createAccountProbe({ sts, clients }), ownRegion: config.aws.region },
    close: () => clients.close(),
  }
}
