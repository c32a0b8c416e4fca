import type { CallbackBody } from '../../src/domain/approval.ts'
import { createHistoryBuilder, type HistoryBuilder } from '../../src/domain/history-builder.ts'
import type { TaskToken } from '../../src/domain/task-token.ts'
import type { TokenOutcome, WorkflowEngine } from '../../src/ports/workflow-engine.ts'

/** What happens to one call of ours, besides the truth. */
export const LIES = ['truth', 'reply-lost', 'call-lost', 'throttled', 'dies-before', 'dies-after'] as const
export type Lie = (typeof LIES)[number]

/** The process is gone in the middle of a call: only its lease and its attempt rows are left. */
export class WorkerDied extends Error {}

interface Task {
  readonly executionArn: string
  readonly submitted: number
  readonly timesOutAt: number | null
  waits: boolean
}

export interface LyingEngine extends Pick<WorkflowEngine, 'answer' | 'heartbeat' | 'history'> {
  /** A task begins to wait for this token. */
  enter(executionArn: string, token: TaskToken, timeoutSeconds: number | null): void
  /** Its state has failed, so that the engine may retry it. */
  fail(token: TaskToken): void
  /** Somebody else who holds the token answers. */
  intrude(token: TaskToken): void
  abort(executionArn: string): void
  redrive(executionArn: string): void
  /** Everything that ever happened. */
  forget(): void
  /** For the next calls, in order; after them only the truth is told. */
  willTell(lies: readonly Lie[]): void
  /** By token: every body we ever sent for it, and how many answers of ours it took. */
  readonly sent: ReadonlyMap<string, { readonly bodies: Set<string>; taken: number }>
}

/**
 * A workflow engine that does what it is asked, and says what it likes. It gives up a task half a second after its time,
 * as the real one does, whose clock starts a little later than ours. Only its history never lies.
 */
export function createLyingEngine(nowMs: () => number): LyingEngine {
  const tasks = new Map<string, Task>()
  const histories = new Map<string, HistoryBuilder>()
  const sent = new Map<string, { bodies: Set<string>; taken: number }>()
  let lies: Lie[] = []

  const historyOf = (executionArn: string): HistoryBuilder => {
    const known = histories.get(executionArn)
    if (known) return known
    const history = createHistoryBuilder()
    histories.set(executionArn, history)
    return history
  }
  const add = (executionArn: string, type: string, after: number, details = {}) =>
    historyOf(executionArn).add(type, after, { at: new Date(nowMs()), ...details })
  const close = (task: Task, type: string, details: object) => {
    task.waits = false
    add(task.executionArn, type, task.submitted, details)
  }
  const find = (token: TaskToken): Task | undefined => lookAt(tasks.get(token.reveal()))
  const lookAt = (task: Task | undefined): Task | undefined => {
    if (task?.waits && task.timesOutAt !== null && nowMs() >= task.timesOutAt)
      close(task, 'TaskTimedOut', { error: 'States.Timeout' })
    return task
  }
  const execute = (token: TaskToken, body: CallbackBody): TokenOutcome => {
    const task = find(token)
    if (!task?.waits) return { kind: 'gone', error: 'TaskTimedOut', requestId: null }
    const record = sent.get(token.reveal())
    if (record) record.taken += 1
    if (body.kind === 'success') close(task, 'TaskSucceeded', { output: body.output })
    else close(task, 'TaskFailed', { error: body.error, cause: body.cause })
    return { kind: 'accepted', requestId: 'req' }
  }

  return {
    sent,
    enter(executionArn, token, timeoutSeconds) {
      const { wait } = historyOf(executionArn)
      const submitted = wait(0, token.reveal(), timeoutSeconds === null ? {} : { timeoutSeconds })
      const timesOutAt = timeoutSeconds === null ? null : nowMs() + timeoutSeconds * 1_000 + 500
      tasks.set(token.reveal(), { executionArn, submitted, timesOutAt, waits: true })
    },
    fail(token) {
      const task = find(token)
      if (task?.waits) close(task, 'TaskTimedOut', { error: 'States.Timeout' })
    },
    intrude(token) {
      const task = find(token)
      if (task?.waits) close(task, 'TaskSucceeded', { output: '{"by":"somebody else"}' })
    },
    abort(executionArn) {
      for (const task of tasks.values()) if (task.executionArn === executionArn) task.waits = false
      add(executionArn, 'ExecutionAborted', 0)
    },
    redrive(executionArn) {
      add(executionArn, 'ExecutionRedriven', 0)
    },
    forget() {
      tasks.clear()
      histories.clear()
      sent.clear()
    },
    willTell(next) {
      lies = [...next]
    },
    async answer(_executionArn, token, body) {
      const record = sent.get(token.reveal()) ?? { bodies: new Set<string>(), taken: 0 }
      sent.set(token.reveal(), record)
      record.bodies.add(JSON.stringify(body))
      const lie = lies.shift() ?? 'truth'
      switch (lie) {
        case 'truth':
          return execute(token, body)
        case 'reply-lost':
          execute(token, body)
          return { kind: 'unknown', error: 'TimeoutError', requestId: null }
        case 'call-lost':
          return { kind: 'unknown', error: 'ECONNRESET', requestId: null }
        case 'throttled':
          return { kind: 'retryLater', error: 'ThrottlingException', afterMs: null, requestId: null }
        case 'dies-before':
          throw new WorkerDied()
        case 'dies-after':
          execute(token, body)
          throw new WorkerDied()
      }
    },
    async heartbeat(_executionArn, token) {
      return find(token)?.waits
        ? { kind: 'accepted', requestId: null }
        : { kind: 'gone', error: 'TaskTimedOut', requestId: null }
    },
    async history(executionArn) {
      const history = histories.get(executionArn)
      if (!history) return { kind: 'missing', error: 'ExecutionDoesNotExist' }
      for (const task of tasks.values()) if (task.executionArn === executionArn) lookAt(task)
      return { kind: 'read', value: { events: [...history.events].reverse(), nextToken: null } }
    },
  }
}
