import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type BucketSize, fullBucket, take } from '../../src/domain/token-bucket.ts'

/** One task that waits, as the engine sees it. */
interface WaitingTask {
  readonly heartbeatSeconds: number
  lastBeatMs: number
  largestGapMs: number
  beats: number
  missed: boolean
  /** Timed out, aborted or answered: every further call on its token gets TaskTimedOut. */
  closed: boolean
}

/**
 * The part of Step Functions that tokens see: SendTask*, with the account's real buckets and each task's heartbeat
 * clock. 100,000 waiting tasks cost it nothing, which no engine that runs workflows can say. Histories say that the
 * execution was aborted: nothing else ever closes a task here without an answer.
 */
export async function startFakeEngine(quota: BucketSize) {
  const tasks = new Map<string, WaitingTask>()
  const buckets = new Map<string, ReturnType<typeof fullBucket>>()
  const calls = { beats: 0, throttled: 0, timedOut: 0, answered: 0 }
  const order: string[] = []
  const answeredAtMs = new Map<string, number>()
  const server = createServer((request, response) => {
    answer(request).then(
      ([status, body]) => {
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body))
      },
      () => response.writeHead(500).end(),
    )
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    /** The tokens in the order in which they were beaten. */
    order,
    /** When each token was answered, by `performance.now()`. */
    answeredAtMs,

    /** A task begins to wait; its heartbeat clock ran for `quietMs` already. */
    wait(token: string, heartbeatSeconds: number, quietMs = 0): void {
      const lastBeatMs = performance.now() - quietMs
      tasks.set(token, { heartbeatSeconds, lastBeatMs, largestGapMs: 0, beats: 0, missed: false, closed: false })
    },

    abort(token: string): void {
      const task = tasks.get(token)
      if (task) task.closed = true
    },

    /** What the tasks have seen; a gap that is still open counts as well. */
    judge() {
      const nowMs = performance.now()
      for (const task of tasks.values()) task.missed ||= !task.closed && isMissed(task, nowMs)
      const alive = [...tasks.values()].filter((task) => !task.closed && !task.missed)
      return {
        missed: [...tasks.values()].filter((task) => task.missed).length,
        largestGapSeconds: alive.reduce((most, task) => Math.max(most, gapMs(task, nowMs)), 0) / 1_000,
        fewestBeats: alive.reduce((fewest, task) => Math.min(fewest, task.beats), Number.POSITIVE_INFINITY),
      }
    },

    async stop(): Promise<void> {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  async function answer(request: IncomingMessage): Promise<[status: number, body: object]> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const action = String(request.headers['x-amz-target']).split('.')[1] ?? ''
    const { taskToken } = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    if (action === 'GetExecutionHistory') return [200, ABORTED]
    if (action === 'DescribeExecution') return [200, { status: 'RUNNING' }]
    const nowMs = performance.now()
    const { bucket, waitMs } = take(buckets.get(action) ?? fullBucket(quota, nowMs), quota, nowMs, 0)
    buckets.set(action, bucket)
    if (waitMs === null) {
      calls.throttled += 1
      return [400, { __type: 'com.amazon.coral.availability#ThrottlingException', message: 'Rate exceeded' }]
    }
    const task = tasks.get(taskToken)
    if (!task) return [400, error('InvalidToken', "Invalid Token: 'Invalid token'")]
    task.missed ||= !task.closed && isMissed(task, nowMs)
    if (task.closed || task.missed) {
      calls.timedOut += 1
      return [400, error('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'")]
    }
    if (action === 'SendTaskHeartbeat') {
      calls.beats += 1
      order.push(taskToken)
      task.beats += 1
      task.largestGapMs = gapMs(task, nowMs)
      task.lastBeatMs = nowMs
    } else {
      calls.answered += 1
      answeredAtMs.set(taskToken, nowMs)
      task.closed = true
    }
    return [200, {}]
  }
}

const isMissed = (task: WaitingTask, atMs: number): boolean => atMs - task.lastBeatMs >= task.heartbeatSeconds * 1_000

const gapMs = (task: WaitingTask, nowMs: number): number => Math.max(task.largestGapMs, nowMs - task.lastBeatMs)

const error = (name: string, message: string) => ({ __type: `com.amazonaws.swf.service.v2.model#${name}`, message })

const ABORTED = {
  events: [{ id: 2, previousEventId: 0, type: 'ExecutionAborted', timestamp: 1_700_000_000 }],
}
