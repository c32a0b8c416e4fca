import type { MapState } from '../language/definition.ts'
import type { Json } from '../language/json.ts'
import type { MapBatch } from '../language/map-batches.ts'
import type { MapRunSettings } from '../language/map-run-settings.ts'
import type { Execution, MachineSnapshot } from './execution.ts'
import type { MapRun } from './map-run.ts'
import { mapRunKeys } from './map-run-status.ts'
import { randomAt } from './random.ts'
import type { Step } from './step.ts'

export interface ChildrenRun {
  readonly run: MapRun
  readonly machine: MachineSnapshot
  readonly batches: readonly MapBatch[]
  readonly width: number
  readonly settings: MapRunSettings
}

/** More items failed than the Map tolerates. */
export class ThresholdExceeded extends Error {
  override readonly name = 'ThresholdExceeded'
}

/** Runs a child for each batch, so many at a time; the children end with the run, whatever ends it. */
export async function runChildren(step: Step<MapState>, children: ChildrenRun): Promise<Json[]> {
  const { execution, runtime } = step
  const { run, batches, width, settings } = children
  // In a replay of a run that failed: what had not begun must not begin now.
  if (execution.recorded.has(mapRunKeys.failed(run.path, execution.redriveCount))) throw new ThresholdExceeded()
  const life = step.life.child()
  const begun: Execution[] = []
  const outputs: Json[] = new Array<Json>(batches.length).fill(null)
  let next = 0
  let failed = 0

  async function work(): Promise<void> {
    while (next < batches.length) {
      const index = next++
      const batch = batches[index] as MapBatch
      const child = obtainChild(step, children, index, batch)
      begun.push(child)
      await ended(child)
      outputs[index] = resultOf(child)
      if (child.status === 'SUCCEEDED') continue
      failed += batch.items
      if (exceeds(failed, run.items, settings)) throw new ThresholdExceeded()
    }
  }

  function ended(child: Execution): Promise<void> {
    if (child.status !== 'RUNNING') return Promise.resolve()
    return life.park<void>((resume) => {
      const watcher = () => resume()
      child.watchers.add(watcher)
      return () => child.watchers.delete(watcher)
    })
  }

  life.onEnd(() => {
    for (const child of begun) if (child.status === 'RUNNING') void runtime.children.stop(child, {})
  })
  try {
    const workers = Array.from({ length: Math.min(width, batches.length) }, work)
    await step.life.wait(Promise.all(workers))
    return outputs
  } finally {
    life.end()
  }
}

/** The child of a batch: the one that runs or has succeeded, the failed one redriven once for each redrive, or a new one. */
function obtainChild(step: Step<MapState>, { run, machine }: ChildrenRun, index: number, batch: MapBatch): Execution {
  const { execution, runtime } = step
  const nameOf = (redrive: number) => randomAt(execution, `${run.path}/c${index}/r${redrive}`).uuid()
  const begin = (name: string) =>
    runtime.children.begin(machine, {
      arn: childArn(machine, name),
      name,
      inputText: JSON.stringify(batch.input),
      share: { mapRunArn: run.arn, items: batch.items },
    })
  if (machine.type === 'EXPRESS') {
    // An Express execution is not redriven but run again [MODEL: RedriveExecution].
    const runs = Array.from({ length: execution.redriveCount + 1 }, (_, n) =>
      runtime.children.find(childArn(machine, nameOf(n))),
    )
    return runs.find((each) => each?.status === 'SUCCEEDED') ?? runs.at(-1) ?? begin(nameOf(execution.redriveCount))
  }
  const name = nameOf(0)
  const known = runtime.children.find(childArn(machine, name))
  if (known === undefined) return begin(name)
  const token = `${run.arn.slice(-36)}/${execution.redriveCount}`
  const isRedriven = execution.recorded.has(mapRunKeys.redriven(run.path, execution.redriveCount))
  const unsuccessful = known.status !== 'RUNNING' && known.status !== 'SUCCEEDED'
  if (isRedriven && unsuccessful && known.redriveToken !== token) void runtime.children.redrive(known, token)
  return known
}

/** `…:execution:<machine>/<label>:<uuid>`; an Express one has an id of its own besides [MODEL: ListExecutions]. */
function childArn(machine: MachineSnapshot, name: string): string {
  if (machine.type === 'EXPRESS') return `${machine.arn.replace(':stateMachine:', ':express:')}:${name}:${name}`
  return `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`
}

/** What a tolerated failure leaves in the output is not documented: as much as DescribeExecution tells. */
function resultOf({ status, outputText, error, cause }: Execution): Json {
  if (status === 'SUCCEEDED') return JSON.parse(outputText ?? 'null') as Json
  return {
    Status: status,
    ...(error === undefined ? {} : { Error: error }),
    ...(cause === undefined ? {} : { Cause: cause }),
  }
}

/** With no bound given none may fail; of two bounds either ends the run (AWS docs, "Tolerated failure threshold"). */
function exceeds(failed: number, total: number, settings: MapRunSettings): boolean {
  const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = settings
  if (count === undefined && percentage === undefined) return failed > 0
  return (count !== undefined && failed > count) || (percentage !== undefined && (failed * 100) / total > percentage)
}
