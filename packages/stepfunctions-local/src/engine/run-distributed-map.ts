import type { MapState } from '../language/definition.ts'
import type { Json } from '../language/json.ts'
import { mapBatches } from '../language/map-batches.ts'
import { itemInput, mapItems } from '../language/map-items.ts'
import { mapRunSettings } from '../language/map-run-settings.ts'
import { childMachine } from './child-machine.ts'
import { contextOf, filteredScope, outputOf } from './evaluate.ts'
import { Failure } from './failure.ts'
import { emit } from './history.ts'
import type { MapRun } from './map-run.ts'
import { mapRunKeys } from './map-run-status.ts'
import { randomAt } from './random.ts'
import type { Attempt } from './recover.ts'
import { runChildren, ThresholdExceeded } from './run-children.ts'
import { stateFailure } from './state-failure.ts'
import type { StateResult, Step } from './step.ts'
import { transition } from './transition.ts'

/** AWS, "Service quotas": so many children of a Map Run at a time when MaxConcurrency sets no bound. */
const mostChildren = 10_000
/** Recorded for TestState (LocalStack's tests, 2025); that of a real Map Run is believed to be the same. */
const thresholdCause = 'The specified tolerated failure threshold was exceeded'

/**
 * One attempt of a Distributed Map is one Map Run. Its children are executions of their own: with their own ARN, history,
 * journal and tokens. A retry of the Map starts a new run; a redrive takes up the last one and redrives its children.
 */
export async function attemptDistributedMap(step: Step<MapState>, attempt: Attempt): Promise<StateResult> {
  const { state, runtime, execution, life } = step
  const path = `${step.path}/a${attempt.number}`
  const context = contextOf(step, { retryCount: attempt.retryCount })
  const scope = filteredScope(step, context)
  const { items, maxConcurrency } = await life.wait(mapItems(state, scope, randomAt(execution, `${path}/items`)))
  const settings = await life.wait(mapRunSettings(state, scope, randomAt(execution, `${path}/settings`)))
  const inputs: Json[] = []
  for (const [index, value] of items.entries()) {
    const itemContext = contextOf(step, { retryCount: attempt.retryCount, mapItem: { index, value } })
    const random = randomAt(execution, `${path}/i${index}/input`)
    inputs.push(await life.wait(itemInput(state, filteredScope(step, itemContext), value, random)))
  }
  const batches = mapBatches(inputs, settings)
  const started = emit(runtime.clock, execution, {
    key: `${path}/started`,
    type: 'MapStateStarted',
    previous: attempt.previous,
    details: { length: items.length },
  })
  const machine = childMachine(execution.machine, state.distribution?.label ?? '')
  const run = beginRun(step, path, {
    arn: `${machine.arn.replace(':stateMachine:', ':mapRun:')}:${randomAt(execution, `${path}/mapRun`).uuid()}`,
    path,
    stateMachineArn: execution.machine.arn,
    maxConcurrency,
    toleratedFailureCount: settings.toleratedFailureCount ?? 0,
    toleratedFailurePercentage: settings.toleratedFailurePercentage ?? 0,
    children: batches.length,
    items: items.length,
  })
  const begun = emitBegun(step, run, started.event.id, attempt.previous)
  const outputs = await life.wait(
    runChildren(step, {
      run,
      machine,
      batches,
      width: maxConcurrency === 0 ? mostChildren : maxConcurrency,
      settings,
    }).catch((error: unknown) => {
      throw error instanceof ThresholdExceeded ? failRun(step, run, begun) : error
    }),
  )
  const { event: succeeded } = emit(runtime.clock, execution, {
    key: mapRunKeys.succeeded(path),
    type: 'MapRunSucceeded',
    previous: begun,
  })
  emit(runtime.clock, execution, { key: `${path}/succeeded`, type: 'MapStateSucceeded', previous: succeeded.id })
  try {
    return { ...(await life.wait(outputOf(step, context, outputs))), ...transition(state), previous: succeeded.id }
  } catch (error) {
    throw stateFailure(step, error, `a${attempt.number}`, succeeded.id)
  }
}

/** The run's settings hold for as long as it lives, and DescribeMapRun tells them after a restart too. */
function beginRun({ execution, runtime }: Step<MapState>, path: string, facts: Omit<MapRun, 'startedAt'>): MapRun {
  const known = execution.mapRuns.find((run) => run.path === path)
  if (known !== undefined) return known
  const run: MapRun = { ...facts, startedAt: runtime.clock.now() }
  execution.mapRuns.push(run)
  execution.journal.append({ t: 'mapRun', run })
  return run
}

function emitBegun({ runtime, execution }: Step<MapState>, run: MapRun, startedId: number, resumedId: number): number {
  const { event, redrive } = emit(runtime.clock, execution, {
    key: mapRunKeys.started(run.path),
    type: 'MapRunStarted',
    previous: startedId,
    details: { mapRunArn: run.arn },
  })
  if (redrive === execution.redriveCount) return event.id
  const redriveCount = redrivesOf(execution.recorded, run.path, execution.redriveCount - 1) + 1
  const redriven = emit(runtime.clock, execution, {
    key: mapRunKeys.redriven(run.path, execution.redriveCount),
    type: 'MapRunRedriven',
    previous: resumedId,
    details: { mapRunArn: run.arn, redriveCount },
  })
  return redriven.event.id
}

function redrivesOf(recorded: ReadonlyMap<string, unknown>, path: string, upTo: number): number {
  return Array.from({ length: upTo }, (_, n) => mapRunKeys.redriven(path, n + 1)).filter((key) => recorded.has(key))
    .length
}

function failRun({ runtime, execution }: Step<MapState>, { path }: MapRun, begun: number): Failure {
  const error = 'States.ExceedToleratedFailureThreshold'
  const { event } = emit(runtime.clock, execution, {
    key: mapRunKeys.failed(path, execution.redriveCount),
    type: 'MapRunFailed',
    previous: begun,
    details: { error, cause: thresholdCause },
  })
  const closing = { key: `${path}/r${execution.redriveCount}/failed`, type: 'MapStateFailed' } as const
  return new Failure({ error, cause: thresholdCause, eventId: event.id, at: event.timestamp, closing })
}
