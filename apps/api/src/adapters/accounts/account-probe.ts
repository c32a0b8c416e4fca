import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SendTaskHeartbeatCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn'
import type { AccountFinding } from '@countersign/shared/accounts'
import { assumeRefusedSentence } from '../../domain/accounts/access-sentence.ts'
import type { Account } from '../../domain/accounts/account.ts'
import { classifyError, isAccessRefusal } from '../../domain/classify-error.ts'
import type { AccountProbe } from '../../ports/accounts.ts'
import type { ClientPool } from '../step-functions/client-pool.ts'
import type { SessionCredentials, Sts } from './sts.ts'

/** No token of anybody: an engine that lets us in says so, and changes nothing. */
const MADE_UP = 'countersign-check'

interface Deps {
  readonly sts: Pick<Sts, 'assume' | 'whoAmI'>
  readonly clients: ClientPool
}

/** Assumes the role anew and tries what the service does, region by region, with a token and an execution that do not exist. */
export function createAccountProbe({ sts, clients }: Deps): AccountProbe {
  return {
    async probe(account, regions) {
      const perRegion = await Promise.all(regions.map((region) => probeRegion(account, region)))
      return perRegion.flat()
    },
  }

  async function probeRegion(account: Account, region: string): Promise<readonly AccountFinding[]> {
    const session = await assume(account, region)
    if ('sentence' in session) return [{ region, ok: false, needed: true, sentence: session.sentence }]
    const arn = `arn:${partitionOf(account.roleArn)}:states:${region}:${account.id}:execution:${MADE_UP}:${MADE_UP}`
    const heartbeats = clients.clientFor(arn, 'heartbeat', session.credentials)
    const reads = clients.clientFor(arn, 'read', session.credentials)
    const who = account.roleArn ?? "The service's own credentials"
    return Promise.all([
      tryCall(() => beat(heartbeats), {
        region,
        needed: true,
        action: 'states:SendTaskHeartbeat',
        who,
        without: 'Answers and heartbeats of its tasks are refused. Allow the three states:SendTask* on "*".',
      }),
      tryCall(() => reads.send(new GetExecutionHistoryCommand({ executionArn: arn })), {
        region,
        needed: false,
        action: 'states:GetExecutionHistory',
        who,
        without: 'An answer whose reply was lost stays unknown instead of being confirmed.',
      }),
      tryCall(() => reads.send(new DescribeExecutionCommand({ executionArn: arn })), {
        region,
        needed: false,
        action: 'states:DescribeExecution',
        who,
        without: 'Executions that ended are noticed late.',
      }),
    ])
  }

  async function assume(
    account: Account,
    region: string,
  ): Promise<{ readonly credentials?: SessionCredentials } | { readonly sentence: string }> {
    const { roleArn, externalId } = account
    if (roleArn === null) return {}
    try {
      const credentials = await sts.assume({ roleArn, externalId, region })
      const { account: found } = await sts.whoAmI(region, credentials)
      return found === account.id
        ? { credentials }
        : { sentence: `${roleArn} led to the account ${found} and not to ${account.id}.` }
    } catch (thrown) {
      const outcome = classifyError(thrown)
      const error = outcome.kind === 'accepted' ? '' : outcome.error
      return {
        sentence:
          outcome.kind === 'refused'
            ? assumeRefusedSentence(account, error)
            : `STS in ${region} did not answer (${error}): nothing is known about the role. Try again.`,
      }
    }
  }
}

const beat = (client: SFNClient): Promise<unknown> => client.send(new SendTaskHeartbeatCommand({ taskToken: MADE_UP }))

async function tryCall(
  call: () => Promise<unknown>,
  asked: { region: string; needed: boolean; action: string; who: string; without: string },
): Promise<AccountFinding> {
  const { region, needed, action, who, without } = asked
  const finding = (ok: boolean, sentence: string): AccountFinding => ({ region, ok, needed, sentence })
  try {
    await call()
  } catch (thrown) {
    const outcome = classifyError(thrown)
    const error = outcome.kind === 'accepted' ? '' : outcome.error
    if (outcome.kind === 'refused' && isAccessRefusal(error))
      return finding(false, `${who} may not call ${action} in ${region} (${error}). ${without}`)
    if (outcome.kind === 'unknown' || outcome.kind === 'retryLater')
      return finding(false, `Step Functions in ${region} did not answer ${action} (${error}). Try again.`)
  }
  return finding(true, `${action} in ${region} is allowed.`)
}

const partitionOf = (roleArn: string | null): string => roleArn?.split(':')[1] ?? 'aws'
