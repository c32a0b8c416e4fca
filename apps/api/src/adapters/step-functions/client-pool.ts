import { SFNClient } from '@aws-sdk/client-sfn'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { parseExecutionArn } from '../../domain/execution-arn.ts'
import type { SessionCredentials } from '../accounts/sts.ts'

/** Each purpose has clients, and so sockets, of its own: decisions never queue behind heartbeats or reads (I5). */
export type Purpose = 'answer' | 'heartbeat' | 'read'

const SOCKETS: Record<Purpose, number> = { answer: 25, heartbeat: 25, read: 10 }

export interface StepFunctionsOptions {
  /** One for all, or that of an account and region; `undefined`: where the SDK finds AWS's own for the region. */
  readonly endpoint?: string | ((account: string, region: string) => string | undefined)
  /** Up to the first byte sent. */
  readonly connectionTimeoutMs?: number
  /** Up to the whole reply. Too short makes slow successes unclear, too long lets a hung call outlive its lease. */
  readonly requestTimeoutMs?: number
}

export interface ClientPool {
  /** The client for the execution's account and region. Without credentials it calls with the service's own. */
  clientFor(executionArn: string, purpose: Purpose, credentials?: SessionCredentials): SFNClient
  close(): void
}

export function createClientPool(options: StepFunctionsOptions): ClientPool {
  const { connectionTimeoutMs = 1_000, requestTimeoutMs = 5_000 } = options
  // Sockets stay while sessions come and go, and no account or region waits for a socket of another.
  const handlers = new Map<string, NodeHttpHandler>()
  const clients = new Map<string, { readonly accessKeyId: string | undefined; readonly client: SFNClient }>()

  return {
    clientFor(executionArn, purpose, credentials) {
      const place = parseExecutionArn(executionArn)
      const key = `${place.account}/${place.region}/${purpose}`
      const known = clients.get(key)
      if (known && known.accessKeyId === credentials?.accessKeyId) return known.client
      const client = createClient(key, place, purpose, credentials)
      clients.set(key, { accessKeyId: credentials?.accessKeyId, client })
      return client
    },
    close() {
      for (const handler of handlers.values()) handler.destroy()
      handlers.clear()
      clients.clear()
    },
  }

  function createClient(
    key: string,
    { account, region }: { account: string; region: string },
    purpose: Purpose,
    credentials: SessionCredentials | undefined,
  ): SFNClient {
    const handler = handlers.get(key) ?? createHandler(purpose)
    handlers.set(key, handler)
    const endpoint = typeof options.endpoint === 'function' ? options.endpoint(account, region) : options.endpoint
    return new SFNClient({
      region,
      ...(endpoint ? { endpoint } : {}),
      ...(credentials ? { credentials } : {}),
      // I5: an answer retried by the SDK would report TaskTimedOut of its own first, accepted call.
      ...(purpose === 'read' ? { retryMode: 'standard', maxAttempts: 3 } : { maxAttempts: 1 }),
      requestHandler: handler,
    })
  }

  function createHandler(purpose: Purpose): NodeHttpHandler {
    const agent = { keepAlive: true, maxSockets: SOCKETS[purpose] }
    return new NodeHttpHandler({
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      // Without this a request over its time is a warning in the log and hangs on.
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    })
  }
}
