import { parseExecutionArn } from '../../domain/execution-arn.ts'
import { type Bucket, type BucketSize, emptyBucket, fullBucket, take } from '../../domain/token-bucket.ts'
import type { SendQuota } from '../../ports/accounts.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ReadOutcome, TokenOutcome, WorkflowEngine } from '../../ports/workflow-engine.ts'

type Api = 'success' | 'failure' | 'heartbeat' | 'describe' | 'history'

export interface Quotas {
  /** Calls a second to each of SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat: 80 % of the account's quota. */
  readonly sendPerSecond: number | SendQuota['quotaOf']
}

/** How many seconds of refill the service lets a caller save up (3,000 at 500/s); ours keeps to 80 % of that as well. */
const SEND_BURST_SECONDS = 5
/** GetExecutionHistory: half of 20/s, so that other users of the account can read too; the burst is half of 400. */
const HISTORY: BucketSize = { burst: 200, perSecond: 10 }
/** DescribeExecution: half of the smaller regions' 10/s. */
const DESCRIBE: BucketSize = { burst: 100, perSecond: 5 }
/**
 * A decision waits this long for its turn while holding its lease; longer, and it goes back into the queue. All eight
 * judgements of a worker get their turn within this time: sending them back would only be work.
 */
const MAX_WAIT_MS: Record<Api, number> = { success: 1_000, failure: 1_000, heartbeat: 0, describe: 0, history: 1_500 }

/** The service's own words for it; an STS that throttles says nothing about these buckets. */
const THROTTLED = /^(throttl|rate|slowdown|toomanyrequests|request(limit|throttl))/i

/** Of the 25 beats that a worker sends at once; an account and region that hangs leaves the rest to the others. */
const SHARE_OF_BEATS = 16
const SHARE_TAKEN_MS = 250

/** What we say when our own bucket is empty: nothing was sent. */
export const OWN_QUOTA = 'OwnQuota'

/**
 * Keeps every API of every account and region below its quota (I5). Each has a bucket of its own, as on the service's
 * side, so heartbeats never use up what decisions need. A throttled reply empties the bucket: others spend from it too.
 */
export function withQuota(engine: WorkflowEngine, clock: Clock, quotas: Quotas): WorkflowEngine {
  const { sendPerSecond } = quotas
  const quotaOf = typeof sendPerSecond === 'number' ? () => sendPerSecond : sendPerSecond
  const buckets = new Map<string, Bucket>()
  /** Beats under way, of every account and region that was ever beaten. */
  const beating = new Map<string, number>()

  return {
    answer: (executionArn, token, body) =>
      paced(executionArn, body.kind, () => engine.answer(executionArn, token, body)),
    heartbeat: (executionArn, token) =>
      shared(executionArn, () => paced(executionArn, 'heartbeat', () => engine.heartbeat(executionArn, token))),
    describe: (executionArn) => pacedRead(executionArn, 'describe', () => engine.describe(executionArn)),
    history: (executionArn, nextToken) =>
      pacedRead(executionArn, 'history', () => engine.history(executionArn, nextToken)),
  }

  async function shared(executionArn: string, beat: () => Promise<TokenOutcome>): Promise<TokenOutcome> {
    const key = bucketKey(executionArn, 'heartbeat')
    const underWay = beating.get(key) ?? 0
    if (beating.size > 1 && underWay >= SHARE_OF_BEATS)
      return { kind: 'retryLater', error: OWN_QUOTA, afterMs: SHARE_TAKEN_MS, requestId: null }
    beating.set(key, underWay + 1)
    try {
      return await beat()
    } finally {
      beating.set(key, (beating.get(key) ?? 1) - 1)
    }
  }

  async function paced(executionArn: string, api: Api, call: () => Promise<TokenOutcome>): Promise<TokenOutcome> {
    const turn = await waitForTurn(executionArn, api)
    if (!turn.granted) return { kind: 'retryLater', error: OWN_QUOTA, afterMs: turn.freeInMs, requestId: null }
    const outcome = await call()
    if (outcome.kind === 'retryLater' && THROTTLED.test(outcome.error))
      buckets.set(bucketKey(executionArn, api), emptyBucket(clock.monotonicMs()))
    return outcome
  }

  async function pacedRead<T>(
    executionArn: string,
    api: Api,
    call: () => Promise<ReadOutcome<T>>,
  ): Promise<ReadOutcome<T>> {
    const turn = await waitForTurn(executionArn, api)
    return turn.granted ? call() : { kind: 'unavailable', error: OWN_QUOTA }
  }

  async function waitForTurn(executionArn: string, api: Api): Promise<{ granted: boolean; freeInMs: number }> {
    const key = bucketKey(executionArn, api)
    const nowMs = clock.monotonicMs()
    const size = sizeOf(executionArn, api)
    const known = buckets.get(key) ?? fullBucket(size, nowMs)
    const { bucket, waitMs, freeInMs } = take(known, size, nowMs, MAX_WAIT_MS[api])
    buckets.set(key, bucket)
    if (waitMs === null) return { granted: false, freeInMs }
    if (waitMs > 0) await new Promise<void>((resolve) => clock.after(waitMs, resolve))
    return { granted: true, freeInMs: 0 }
  }

  /** A rate that is changed counts at once: the bucket keeps what it holds, up to its new size. */
  function sizeOf(executionArn: string, api: Api): BucketSize {
    if (api === 'describe') return DESCRIBE
    if (api === 'history') return HISTORY
    const { account, region } = parseExecutionArn(executionArn)
    const perSecond = quotaOf(account, region)
    return { burst: perSecond * SEND_BURST_SECONDS, perSecond }
  }
}

function bucketKey(executionArn: string, api: Api): string {
  const { account, region } = parseExecutionArn(executionArn)
  return `${account}/${region}/${api}`
}
