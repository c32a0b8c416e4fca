import { SFNClient } from '@aws-sdk/client-sfn'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { parseExecutionArn } from '../../domain/execution-arn.ts'

/** Each purpose has clients, and so sockets, of its own: decisions never queue behind heartbeats or reads (I5). */
export type Purpose = 'answer' | 'heartbeat' | 'read'

const SOCKETS: Record<Purpose, number> = { answer: 25, heartbeat: 25, read: 10 }

export interface StepFunctionsOptions {
  /** `AWS_ENDPOINT_URL_SFN`; without it the SDK finds AWS's own for the region. */
  readonly endpoint?: string
  /** Up to the first byte sent. */
  readonly connectionTimeoutMs?: number
  /** Up to the whole reply. Too short makes slow successes unclear, too long lets a hung call outlive its lease. */
  readonly requestTimeoutMs?: number
}

export interface ClientPool {
  /** The client for the execution's account and region. */
  clientFor(executionArn: string, purpose: Purpose): SFNClient
  close(): void
}

export function createClientPool(options: StepFunctionsOptions): ClientPool {
  const { endpoint, connectionTimeoutMs = 1_000, requestTimeoutMs = 5_000 } = options
  const clients = new Map<string, SFNClient>()

  return {
    clientFor(executionArn, purpose) {
      const { account, region } = parseExecutionArn(executionArn)
      const key = `${account}/${region}/${purpose}`
      const known = clients.get(key)
      if (known) return known
      const client = createClient(region, purpose)
      clients.set(key, client)
      return client
    },
    close() {
      for (const client of clients.values()) client.destroy()
      clients.clear()
    },
  }

  function createClient(region: string, purpose: Purpose): SFNClient {
    const agent = { keepAlive: true, maxSockets: SOCKETS[purpose] }
    return new SFNClient({
      region,
      ...(endpoint ? { endpoint } : {}),
      // I5: an answer retried by the SDK would report TaskTimedOut of its own first, accepted call.
      ...(purpose === 'read' ? { retryMode: 'standard', maxAttempts: 3 } : { maxAttempts: 1 }),
      requestHandler: new NodeHttpHandler({
        connectionTimeout: connectionTimeoutMs,
        requestTimeout: requestTimeoutMs,
        // Without this a request over its time is a warning in the log and hangs on.
        throwOnRequestTimeout: true,
        httpAgent: agent,
        httpsAgent: agent,
      }),
    })
  }
}
