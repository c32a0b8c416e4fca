import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
} from '@aws-sdk/client-sfn'
import { classifyError } from '../../domain/classify-error.ts'
import type { TaskToken } from '../../domain/task-token.ts'
import type { TokenOutcome } from '../../domain/token-outcome.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Metrics } from '../../ports/metrics.ts'
import type { ReadOutcome, WorkflowEngine } from '../../ports/workflow-engine.ts'
import { type ClientPool, createClientPool, type StepFunctionsOptions } from './client-pool.ts'
import { toHistoryEvent } from './to-history-event.ts'

interface Deps {
  clock: Clock
  metrics: Pick<Metrics, 'workflowCall'>
}

type Api = Parameters<Metrics['workflowCall']>[0]

/** Events a page; AWS's maximum. Most executions fit on one. */
const PAGE = 1000

/** Step Functions through the AWS SDK; `close` lets go of the sockets. */
export function createStepFunctionsEngine(
  deps: Deps,
  options: StepFunctionsOptions,
): WorkflowEngine & { close(): void } {
  const clients = createClientPool(options)

  return {
    answer(executionArn, token, body) {
      const client = clients.clientFor(executionArn, 'answer')
      const taskToken = token.reveal()
      return send(deps, body.kind, token, () =>
        body.kind === 'success'
          ? client.send(new SendTaskSuccessCommand({ taskToken, output: body.output }))
          : client.send(new SendTaskFailureCommand({ taskToken, error: body.error, cause: body.cause })),
      )
    },

    heartbeat(executionArn, token) {
      const client = clients.clientFor(executionArn, 'heartbeat')
      return send(deps, 'heartbeat', token, () =>
        client.send(new SendTaskHeartbeatCommand({ taskToken: token.reveal() })),
      )
    },

    describe(executionArn) {
      return read(deps, 'describe', async () => {
        const client = clients.clientFor(executionArn, 'read')
        const { status, stopDate, redriveCount } = await client.send(
          new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' }),
        )
        if (!status) throw new Error('DescribeExecution answered without a status')
        return { status, stoppedAt: stopDate ?? null, redriveCount: redriveCount ?? 0 }
      })
    },

    history(executionArn, nextToken) {
      return read(deps, 'history', async () => history(clients, executionArn, nextToken))
    },

    close: () => clients.close(),
  }
}

async function history(clients: ClientPool, executionArn: string, nextToken: string | undefined) {
  const page = await clients.clientFor(executionArn, 'read').send(
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

async function send(
  deps: Deps,
  api: Api,
  token: TaskToken,
  call: () => Promise<{ $metadata: { requestId?: string | undefined } }>,
): Promise<TokenOutcome> {
  const startedMs = deps.clock.monotonicMs()
  const outcome = await call().then(
    ({ $metadata }): TokenOutcome => ({ kind: 'accepted', requestId: $metadata.requestId ?? null }),
    (error: unknown) => withoutToken(classifyError(error), token),
  )
  deps.metrics.workflowCall(api, outcome.kind, (deps.clock.monotonicMs() - startedMs) / 1000)
  return outcome
}

/** I10: a validation message may quote the value it refuses. */
function withoutToken(outcome: TokenOutcome, token: TaskToken): TokenOutcome {
  return outcome.kind === 'refused'
    ? { ...outcome, detail: outcome.detail.replaceAll(token.reveal(), String(token)) }
    : outcome
}

async function read<T>(deps: Deps, api: Api, call: () => Promise<T>): Promise<ReadOutcome<T>> {
  const startedMs = deps.clock.monotonicMs()
  const outcome = await call().then(
    (value): ReadOutcome<T> => ({ kind: 'read', value }),
    (thrown: unknown) => classifyRead(thrown),
  )
  deps.metrics.workflowCall(api, outcome.kind, (deps.clock.monotonicMs() - startedMs) / 1000)
  return outcome
}

function classifyRead(thrown: unknown): Exclude<ReadOutcome<never>, { kind: 'read' }> {
  const outcome = classifyError(thrown)
  const error = outcome.kind === 'accepted' ? '' : outcome.error
  if (error === 'ExecutionDoesNotExist') return { kind: 'missing', error }
  return { kind: outcome.kind === 'refused' ? 'forbidden' : 'unavailable', error }
}
