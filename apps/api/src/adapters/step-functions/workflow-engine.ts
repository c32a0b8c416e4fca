import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn'
import { classifyError } from '../../domain/classify-error.ts'
import { parseExecutionArn } from '../../domain/execution-arn.ts'
import type { TaskToken } from '../../domain/task-token.ts'
import type { TokenOutcome } from '../../domain/token-outcome.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Metrics } from '../../ports/metrics.ts'
import type { ReadOutcome, WorkflowEngine } from '../../ports/workflow-engine.ts'
import { type AccountAccess, ownAccess } from '../accounts/account-access.ts'
import { blameAccess } from './blame-access.ts'
import { createClientPool, type Purpose, type StepFunctionsOptions } from './client-pool.ts'
import { toHistoryEvent } from './to-history-event.ts'

interface Deps {
  clock: Clock
  metrics: Pick<Metrics, 'workflowCall'>
  /** Left out: the service's own credentials for every account. */
  access?: AccountAccess
}

type Api = Parameters<Metrics['workflowCall']>[0]

const ACTIONS: Record<Api, string> = {
  success: 'states:SendTaskSuccess',
  failure: 'states:SendTaskFailure',
  heartbeat: 'states:SendTaskHeartbeat',
  describe: 'states:DescribeExecution',
  history: 'states:GetExecutionHistory',
}

/** Events a page; AWS's maximum. Most executions fit on one. */
const PAGE = 1000

/** Step Functions through the AWS SDK; `close` lets go of the sockets. */
export function createStepFunctionsEngine(
  { clock, metrics, access: accounts = ownAccess }: Deps,
  options: StepFunctionsOptions,
): WorkflowEngine & { close(): void } {
  const clients = createClientPool(options)

  return {
    answer(executionArn, token, body) {
      const taskToken = token.reveal()
      return send({ executionArn, token, api: body.kind, purpose: 'answer' }, (client) =>
        body.kind === 'success'
          ? client.send(new SendTaskSuccessCommand({ taskToken, output: body.output }))
          : client.send(new SendTaskFailureCommand({ taskToken, error: body.error, cause: body.cause })),
      )
    },

    heartbeat(executionArn, token) {
      return send({ executionArn, token, api: 'heartbeat', purpose: 'heartbeat' }, (client) =>
        client.send(new SendTaskHeartbeatCommand({ taskToken: token.reveal() })),
      )
    },

    describe(executionArn) {
      return read(executionArn, 'describe', async (client) => {
        const { status, stopDate, redriveCount } = await client.send(
          new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' }),
        )
        if (!status) throw new Error('DescribeExecution answered without a status')
        return { status, stoppedAt: stopDate ?? null, redriveCount: redriveCount ?? 0 }
      })
    },

    history(executionArn, nextToken) {
      return read(executionArn, 'history', (client) => history(client, executionArn, nextToken))
    },

    close: () => clients.close(),
  }

  interface Call {
    readonly executionArn: string
    readonly token: TaskToken
    readonly api: Api
    readonly purpose: Purpose
  }

  async function send(
    { executionArn, token, api, purpose }: Call,
    call: (client: SFNClient) => Promise<{ $metadata: { requestId?: string | undefined } }>,
  ): Promise<TokenOutcome> {
    const startedMs = clock.monotonicMs()
    const outcome = await attempt()
    metrics.workflowCall(api, outcome.kind, (clock.monotonicMs() - startedMs) / 1000)
    if (outcome.kind === 'noAccess') accounts.report(parseExecutionArn(executionArn), outcome.error)
    return outcome

    async function attempt(): Promise<TokenOutcome> {
      const access = await accounts.to(executionArn)
      const { account, region } = parseExecutionArn(executionArn)
      if (access.kind === 'noAccess') return { ...access, account, requestId: null }
      if (access.kind === 'later') return { ...access, kind: 'retryLater', requestId: null }
      const client = clients.clientFor(executionArn, purpose, 'credentials' in access ? access.credentials : undefined)
      try {
        const { $metadata } = await call(client)
        return { kind: 'accepted', requestId: $metadata.requestId ?? null }
      } catch (thrown) {
        const outcome = withoutToken(classifyError(thrown), token)
        return blameAccess(accounts, access, outcome, { account, region, action: ACTIONS[api] })
      }
    }
  }

  async function read<T>(
    executionArn: string,
    api: Api,
    call: (client: SFNClient) => Promise<T>,
  ): Promise<ReadOutcome<T>> {
    const startedMs = clock.monotonicMs()
    const outcome = await attempt()
    metrics.workflowCall(api, outcome.kind, (clock.monotonicMs() - startedMs) / 1000)
    return outcome

    async function attempt(): Promise<ReadOutcome<T>> {
      const access = await accounts.to(executionArn)
      if (access.kind === 'noAccess') return { kind: 'forbidden', error: access.error }
      if (access.kind === 'later') return { kind: 'unavailable', error: access.error }
      const client = clients.clientFor(executionArn, 'read', 'credentials' in access ? access.credentials : undefined)
      try {
        return { kind: 'read', value: await call(client) }
      } catch (thrown) {
        const place = parseExecutionArn(executionArn)
        return classifyRead(blameAccess(accounts, access, classifyError(thrown), { ...place, action: ACTIONS[api] }))
      }
    }
  }
}

async function history(client: SFNClient, executionArn: string, nextToken: string | undefined) {
  const page = await client.send(
    new GetExecutionHistoryCommand({
      executionArn,
      reverseOrder: true,
      includeExecutionData: true,
      maxResults: PAGE,
      ...(nextToken === undefined ? {} : { nextToken }),
    }),
  )
  return { events: (page.events ?? []).map(toHistoryEvent), nextToken: page.nextToken ?? null }
}

/** I10: a validation message may quote the value it refuses. */
function withoutToken(outcome: TokenOutcome, token: TaskToken): TokenOutcome {
  return outcome.kind === 'refused'
    ? { ...outcome, detail: outcome.detail.replaceAll(token.reveal(), String(token)) }
    : outcome
}

function classifyRead(outcome: TokenOutcome): Exclude<ReadOutcome<never>, { kind: 'read' }> {
  const error = outcome.kind === 'accepted' ? '' : outcome.error
  if (error === 'ExecutionDoesNotExist') return { kind: 'missing', error }
  const isForbidden = outcome.kind === 'refused' || outcome.kind === 'noAccess'
  return { kind: isForbidden ? 'forbidden' : 'unavailable', error }
}
