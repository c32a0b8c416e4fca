import type { DecisionId } from '@countersign/shared/ids'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHistoryBuilder, type HistoryBuilder } from './history-builder.ts'
import type { HistoryEvent } from './history-event.ts'
import { judgeHistory } from './judge-history.ts'
import { TaskToken } from './task-token.ts'

const TOKEN = 'AAAAKgAAAAIAAAAAAAAAAb+/c/d==token'
const token = new TaskToken(TOKEN)
const OURS = 'dec_ours' as DecisionId
const answer = (decisionId: string) => JSON.stringify({ outcome: 'approve', decisionId, witness: {} })

/** ExecutionStarted and one waiting task. */
function waiting(details?: Partial<HistoryEvent>) {
  const log = createHistoryBuilder()
  const submitted = log.wait(log.add('ExecutionStarted', 0), TOKEN, details)
  return { log, submitted }
}
const judge = ({ events }: HistoryBuilder, decisionId: DecisionId | null = OURS) =>
  judgeHistory(events, token, decisionId)

describe('the verdict of the history', () => {
  it('is ours when the output carries our decision, or the cause of a failure does', () => {
    const success = waiting()
    success.log.add('TaskSucceeded', success.submitted, { output: answer(OURS) })
    expect(judge(success.log)).toMatchObject({ kind: 'ours', event: { id: 6 } })
    const failure = waiting()
    failure.log.add('TaskFailed', failure.submitted, { error: 'Rejected', cause: answer(OURS) })
    expect(judge(failure.log)).toMatchObject({ kind: 'ours', event: { type: 'TaskFailed' } })
  })

  it.each([answer('dec_other'), '{"decisionId":null}', '{}', '"dec_ours"', 'null', '7', 'not json dec_ours', ''])(
    'is elsewhere when somebody answered %j',
    (output) => {
      const { log, submitted } = waiting()
      log.add('TaskSucceeded', submitted, { output })
      expect(judge(log).kind).toBe('elsewhere')
    },
  )

  it('is elsewhere for any answer while nobody has decided', () => {
    const { log, submitted } = waiting()
    log.add('TaskSucceeded', submitted, { output: answer(OURS) })
    expect(judge(log, null).kind).toBe('elsewhere')
  })

  it.each([
    ['TaskSucceeded', { cause: answer(OURS) }],
    ['TaskSucceeded', {}],
    ['TaskFailed', { output: answer(OURS) }],
    ['TaskFailed', { cause: '{}' }],
  ])('is elsewhere when a %s carries %j', (type, details) => {
    const { log, submitted } = waiting()
    log.add(type, submitted, details)
    expect(judge(log)).toMatchObject({ kind: 'elsewhere', event: { type } })
  })

  it('is the same of an activity, which has begun as soon as a worker took it', () => {
    const activity = (type: string, details: Partial<HistoryEvent>) => {
      const log = createHistoryBuilder()
      const entered = log.add('TaskStateEntered', log.add('ExecutionStarted', 0))
      const scheduled = log.add('TaskScheduled', entered, { parameters: TOKEN })
      log.add(type, log.add('ActivityStarted', scheduled), details)
      return judge(log)
    }
    expect(activity('ActivitySucceeded', { output: answer(OURS) }).kind).toBe('ours')
    expect(activity('ActivityFailed', { cause: answer(OURS) }).kind).toBe('ours')
    expect(activity('ActivitySucceeded', { output: answer('dec_other') }).kind).toBe('elsewhere')
    expect(activity('ActivityFailed', { cause: '{}' }).kind).toBe('elsewhere')
    expect(activity('ActivityTimedOut', {})).toMatchObject({ kind: 'ended', reason: 'task_timed_out' })
  })

  it.each(['TaskStartFailed', 'TaskSubmitFailed'])('is that the task is gone after %s, whoever decided', (type) => {
    const log = createHistoryBuilder()
    const entered = log.add('TaskStateEntered', log.add('ExecutionStarted', 0))
    const id = log.add(type, log.add('TaskScheduled', entered, { parameters: TOKEN }), { cause: answer(OURS) })
    expect(judge(log)).toMatchObject({ kind: 'ended', reason: 'task_gone', event: { id } })
  })

  it('is no alarm when the task failed before it handed out its token properly', () => {
    const log = createHistoryBuilder()
    const entered = log.add('TaskStateEntered', log.add('ExecutionStarted', 0))
    const started = log.add('TaskStarted', log.add('TaskScheduled', entered, { parameters: TOKEN }))
    log.add('TaskFailed', started, { error: 'Lambda.Unknown', cause: '{}' })
    expect(judge(log)).toMatchObject({ kind: 'ended', reason: 'task_gone' })
  })

  it.each([
    ['the task timeout', { timeoutSeconds: 3 }, 'task_timed_out'],
    ['the heartbeat', { timeoutSeconds: 600, heartbeatSeconds: 2 }, 'heartbeat_missed'],
    ['the heartbeat without a timeout', { heartbeatSeconds: 2 }, 'heartbeat_missed'],
    ['the timeout although there is a heartbeat', { timeoutSeconds: 2, heartbeatSeconds: 1 }, 'task_timed_out'],
    ['nothing that was set', {}, 'task_timed_out'],
  ])('tells that %s ran out', (_what, details, reason) => {
    const { log, submitted } = waiting(details)
    log.add('TaskTimedOut', submitted, { error: 'States.Timeout' })
    expect(judge(log)).toMatchObject({ kind: 'ended', reason })
  })

  it.each([
    [9_500, 'task_timed_out'],
    [9_499, 'heartbeat_missed'],
  ])('takes a clock that is off by half a second, and no more, for the timeout (%d ms)', (waitedMs, reason) => {
    const { log, submitted } = waiting({ timeoutSeconds: 10, heartbeatSeconds: 5 })
    const started = log.events.find(({ type }) => type === 'TaskStarted')
    log.add('TaskTimedOut', submitted, { at: new Date((started?.at.getTime() ?? 0) + waitedMs) })
    expect(judge(log)).toMatchObject({ kind: 'ended', reason, event: { id: 6 } })
  })

  it('counts a task that never started from when it was scheduled', () => {
    const log = createHistoryBuilder()
    const scheduled = log.add('TaskScheduled', log.add('ExecutionStarted', 0), {
      ...{ parameters: TOKEN, timeoutSeconds: 10, heartbeatSeconds: 5 },
    })
    const at = log.events[scheduled - 1]?.at.getTime() ?? 0
    log.add('TaskTimedOut', scheduled, { at: new Date(at + 9_600) })
    expect(judge(log)).toMatchObject({ reason: 'task_timed_out' })
  })

  it.each([
    ['ExecutionAborted', 0, 'execution_aborted'],
    ['ExecutionTimedOut', 0, 'execution_timed_out'],
    ['ExecutionFailed', 5, 'execution_failed'],
    ['ExecutionSucceeded', 5, 'execution_succeeded'],
  ] as const)('tells that %s ended it', (type, after, reason) => {
    const { log } = waiting()
    log.add(type, after)
    expect(judge(log)).toMatchObject({ kind: 'ended', reason })
  })

  // [REC 29-04-2024] `8 TaskFailed ←7`, `9 TaskStateAborted ←8`, `10 ParallelStateFailed ←8`, `11 ParallelStateExited ←10`
  it('tells that a sibling branch failed, also when the execution goes on', () => {
    const log = createHistoryBuilder()
    const started = log.add('ParallelStateStarted', log.add('ParallelStateEntered', log.add('ExecutionStarted', 0)))
    log.wait(started, TOKEN)
    const failed = log.add('TaskFailed', log.wait(started, 'other'), { error: 'Broken' })
    log.add('TaskStateAborted', failed)
    const caught = log.add('ParallelStateFailed', failed)
    log.pass(log.add('ParallelStateExited', caught))
    expect(judge(log)).toMatchObject({ kind: 'ended', reason: 'sibling_failed', event: { id: caught } })
  })

  it('finds the token however the serialiser escaped it', () => {
    for (const escaped of [
      JSON.stringify(TOKEN).replaceAll('=', '\\u003d'),
      JSON.stringify(TOKEN).replaceAll('/', '\\/'),
      JSON.stringify({ MessageBody: JSON.stringify({ token: TOKEN }) }),
      JSON.stringify({ MessageBody: JSON.stringify({ token: TOKEN }).replaceAll('=', '\\u003d') }),
      JSON.stringify(TOKEN).replaceAll('=', '\\u003D').replaceAll('+', '\\u002b').replaceAll('/', '\\u002F'),
      JSON.stringify({ MessageBody: JSON.stringify({ token: TOKEN }).replaceAll('/', '\\/') }),
    ]) {
      const { log } = waiting({ parameters: escaped })
      expect(judge(log).kind).toBe('open')
    }
  })

  it('finds no other token, and none where nothing was passed', () => {
    for (const parameters of [TOKEN.slice(1), TOKEN.replace('/', ''), '']) {
      const { log } = waiting({ parameters })
      expect(judge(log).kind).toBe('notFound')
    }
    const log = createHistoryBuilder()
    log.add('TaskScheduled', log.add('ExecutionStarted', 0))
    // The token as the input of a state is data, and schedules nothing.
    log.add('TaskStateEntered', 1, { parameters: TOKEN })
    expect(judge(log).kind).toBe('notFound')
  })

  it('reads a history in any order', () => {
    const { log, submitted } = waiting()
    const exited = log.add('TaskStateExited', log.add('TaskSucceeded', submitted, { output: answer(OURS) }))
    log.add('TaskSucceeded', log.wait(exited, TOKEN), { output: answer('dec_other') })
    for (const events of [log.events.toReversed(), [...log.events.slice(5), ...log.events.slice(0, 5)]])
      expect(judgeHistory(events, token, OURS)).toMatchObject({ kind: 'ours', event: { id: 6 } })
  })

  it('is open when what had ended before was begun anew', () => {
    const log = createHistoryBuilder()
    const started = log.add('ParallelStateStarted', log.add('ExecutionStarted', 0))
    log.add('ExecutionFailed', log.add('ParallelStateFailed', started))
    const redriven = log.add('ExecutionRedriven', 0)
    log.wait(redriven, TOKEN)
    expect(judge(log).kind).toBe('open')
  })

  it('ends with its own last event: what follows says nothing about how the task began', () => {
    const log = createHistoryBuilder()
    const scheduled = log.add('TaskScheduled', log.add('ExecutionStarted', 0), { parameters: TOKEN })
    const failed = log.add('TaskFailed', log.add('TaskStarted', scheduled), { error: 'Lambda.Unknown', cause: '{}' })
    // Caught, and another task is submitted.
    log.wait(log.add('TaskStateExited', failed), 'another')
    expect(judge(log)).toMatchObject({ kind: 'ended', reason: 'task_gone', event: { id: failed } })
  })

  it('is not broken off by an abort that is written behind it', () => {
    const { log, submitted } = waiting()
    log.add('TaskStateAborted', submitted)
    log.add('TaskSucceeded', submitted, { output: answer(OURS) })
    expect(judge(log).kind).toBe('ours')
  })

  it('believes the first task that carried the token, not a later one that was handed it as data', () => {
    const { log, submitted } = waiting()
    const exited = log.add('TaskStateExited', log.add('TaskSucceeded', submitted, { output: answer(OURS) }))
    log.add('TaskSucceeded', log.wait(exited, TOKEN), { output: answer('dec_other') })
    expect(judge(log)).toMatchObject({ kind: 'ours', event: { id: 6 } })
  })

  it('proves without the token only what carries our witness, or that the execution has ended', () => {
    const log = createHistoryBuilder()
    const waitingElsewhere = log.wait(log.add('ExecutionStarted', 0), 'not recorded')
    expect(judge(log).kind).toBe('notFound')
    log.add('TaskSucceeded', waitingElsewhere, { output: answer(OURS) })
    expect(judge(log).kind).toBe('ours')
    expect(judgeHistory(log.events, token, 'dec_x' as DecisionId).kind).toBe('notFound')
    log.add('ExecutionSucceeded', 6)
    expect(judgeHistory(log.events, token, 'dec_x' as DecisionId)).toMatchObject({ reason: 'execution_succeeded' })
    log.add('TaskStateAborted', 6)
    expect(judgeHistory(log.events, token, 'dec_x' as DecisionId)).toMatchObject({ reason: 'execution_succeeded' })
    log.add('ExecutionRedriven', 7)
    expect(judgeHistory(log.events, token, 'dec_x' as DecisionId).kind).toBe('notFound')
  })

  it('keeps the token out of what it returns', () => {
    const { log, submitted } = waiting()
    log.add('TaskSucceeded', submitted, { output: answer(OURS) })
    expect(JSON.stringify(judge(log))).not.toContain(TOKEN)
  })
})

describe('over generated histories', () => {
  const noise = fc.array(
    fc.constantFrom('pass', 'task', 'failed task', 'parallel', 'failed parallel', 'map', 'failed map'),
    {
      maxLength: 5,
    },
  )
  const fate = fc.constantFrom('ours', 'ours by failure', 'elsewhere', 'timed out', 'open', 'sibling failed', 'stopped')
  const around = fc.array(
    fc.record({ kind: fc.constantFrom('Parallel', 'Map'), before: noise, beside: noise, meanwhile: noise }),
    {
      maxLength: 3,
    },
  )

  it('is right about every fate at every depth, in any order of the events', () => {
    fc.assert(
      fc.property(noise, around, fate, fc.nat(), fc.boolean(), (before, scopes, wanted, pick, uncaught) => {
        const log = createHistoryBuilder()
        const starts: { started: number; kind: string }[] = []
        let at = play(log, before, log.add('ExecutionStarted', 0))
        for (const scope of scopes) {
          at = log.add(`${scope.kind}StateStarted`, log.add(`${scope.kind}StateEntered`, at))
          starts.push({ started: at, kind: scope.kind })
          // Another branch or item, which may hold failures of its own that were caught inside of it.
          play(log, scope.beside, scope.kind === 'Map' ? log.add('MapIterationStarted', at) : at)
          if (scope.kind === 'Map') at = log.add('MapIterationStarted', at)
          at = play(log, scope.before, at)
        }
        const submitted = log.wait(at, TOKEN)
        // Other branches go on while ours waits.
        scopes.forEach(({ meanwhile }, depth) => {
          play(log, meanwhile, starts[depth]?.started ?? 0)
        })
        const expected = meet(log, wanted, submitted, starts, pick, uncaught)
        const shuffled = [...log.events].sort((a, b) => ((a.id * 7919) % 101) - ((b.id * 7919) % 101))
        const verdict = judgeHistory(shuffled, token, OURS)
        expect('reason' in verdict ? `${verdict.kind} ${verdict.reason}` : verdict.kind).toBe(expected)
      }),
      { numRuns: 500 },
    )
  })

  function play(log: HistoryBuilder, steps: readonly string[], from: number): number {
    let at = from
    for (const step of steps) {
      if (step === 'pass') at = log.pass(at)
      else if (step === 'task') at = log.task(at, 'TaskSucceeded')
      else if (step === 'failed task') at = log.task(at, 'TaskFailed')
      else at = playScope(log, step, at)
    }
    return at
  }

  function playScope(log: HistoryBuilder, step: string, from: number): number {
    const kind = step.endsWith('map') ? 'Map' : 'Parallel'
    const started = log.add(`${kind}StateStarted`, log.add(`${kind}StateEntered`, from))
    const inner = kind === 'Map' ? log.add('MapIterationStarted', started) : started
    log.pass(started)
    if (step.startsWith('failed')) {
      const failed = log.add('TaskFailed', log.wait(inner, `inner-${log.events.length}`))
      if (kind === 'Map') log.add('MapIterationFailed', failed)
      return log.add(`${kind}StateExited`, log.add(`${kind}StateFailed`, failed))
    }
    const last = log.pass(inner)
    const done = kind === 'Map' ? log.add('MapIterationSucceeded', last) : last
    return log.add(`${kind}StateExited`, log.add(`${kind}StateSucceeded`, done))
  }

  function meet(
    log: HistoryBuilder,
    wanted: string,
    submitted: number,
    starts: readonly { started: number; kind: string }[],
    pick: number,
    uncaught: boolean,
  ): string {
    switch (wanted) {
      case 'ours':
        log.pass(log.add('TaskStateExited', log.add('TaskSucceeded', submitted, { output: answer(OURS) })))
        return 'ours'
      case 'ours by failure':
        log.add('ExecutionFailed', log.add('TaskFailed', submitted, { cause: answer(OURS) }))
        return 'ours'
      case 'elsewhere':
        log.add('TaskSucceeded', submitted, { output: answer('dec_other') })
        return 'elsewhere'
      case 'timed out':
        log.add('ExecutionFailed', log.add('TaskTimedOut', submitted, { error: 'States.Timeout' }))
        return 'ended task_timed_out'
      case 'stopped':
        log.add('ExecutionAborted', 0)
        return 'ended execution_aborted'
      case 'sibling failed': {
        const scope = starts[pick % Math.max(1, starts.length)]
        if (!scope) return 'open'
        const branch = scope.kind === 'Map' ? log.add('MapIterationStarted', scope.started) : scope.started
        const failed = log.add('TaskFailed', log.wait(branch, 'the sibling'), { cause: '{}' })
        if (scope.kind === 'Map') log.add('MapIterationFailed', failed)
        log.add('TaskStateAborted', failed)
        const ended = log.add(`${scope.kind}StateFailed`, failed)
        if (uncaught) log.add('ExecutionFailed', ended)
        else log.pass(log.add(`${scope.kind}StateExited`, ended))
        return 'ended sibling_failed'
      }
      default:
        return 'open'
    }
  }
})
