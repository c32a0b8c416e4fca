import type { MapState } from '../language/definition.ts'
import type { Json } from '../language/json.ts'
import { recordAborts } from './abort.ts'
import { findCulprit, recordCulprit } from './culprit.ts'
import { Failure } from './failure.ts'
import { emit } from './history.ts'
import { stateFailure } from './state-failure.ts'
import type { Step, Whereabouts } from './step.ts'

/** MaxConcurrency 0 is "no limit"; AWS runs about this many items of an inline Map at a time. */
const inlineConcurrency = 40

export interface ItemsRun {
  readonly path: string
  readonly count: number
  readonly maxConcurrency: number
  readonly startedId: number
  inputOf(index: number): Promise<Json>
}

interface Item {
  readonly index: number
  readonly path: string
  readonly place: Whereabouts
  readonly startedId: number
}

/** Runs the item processor over all items, so many at a time; the first failure ends the others. */
export async function runItems(step: Step<MapState>, items: ItemsRun): Promise<{ outputs: Json[]; last: number }> {
  const { state, runtime, execution, whereabouts, stateName } = step
  const life = step.life.child()
  const outputs: Json[] = new Array<Json>(items.count).fill(null)
  const open = new Map<number, Item>()
  let last = items.startedId
  let begun = 0

  function begin(previous: number): Item {
    const index = begun++
    const path = `${items.path}/i${index}`
    const { event } = emit(runtime.clock, execution, {
      key: `${path}/started`,
      type: 'MapIterationStarted',
      previous,
      details: { name: stateName, index },
    })
    const item: Item = { index, path, place: { inner: new Set() }, startedId: event.id }
    open.set(index, item)
    whereabouts.inner.add(item.place)
    return item
  }

  async function work(first: Item): Promise<void> {
    for (let item: Item | undefined = first; item !== undefined; ) item = await workOn(item)
  }

  /** Gives the item to go on with, if one is left. */
  async function workOn(item: Item): Promise<Item | undefined> {
    try {
      const input = await life.wait(readInput(item))
      const result = await life.wait(
        step.runGraph({ ...step, life, path: item.path, whereabouts: item.place }, state.ItemProcessor, {
          input,
          variables: step.variables,
          previous: item.startedId,
        }),
      )
      outputs[item.index] = result.output
      const { event } = emit(runtime.clock, execution, {
        key: `${item.path}/succeeded`,
        type: 'MapIterationSucceeded',
        previous: result.previous,
        details: { name: stateName, index: item.index },
      })
      last = Math.max(last, event.id)
      close(item)
      // The next item follows the last event inside the finished one, not MapIterationSucceeded [REC 21-09-2023].
      return begun < items.count ? begin(result.previous) : undefined
    } catch (error) {
      failed.set(error, item)
      throw error
    }
  }

  async function readInput(item: Item): Promise<Json> {
    try {
      return await items.inputOf(item.index)
    } catch (error) {
      throw stateFailure(step, error, `i${item.index}`, item.startedId)
    }
  }

  function close(item: Item): void {
    open.delete(item.index)
    whereabouts.inner.delete(item.place)
  }

  const failed = new Map<unknown, Item>()
  try {
    const width = items.maxConcurrency === 0 ? inlineConcurrency : items.maxConcurrency
    const first: Item[] = []
    const culpritIndex = findCulprit(execution, items.path)
    if (culpritIndex !== undefined) {
      begun = culpritIndex
      await step.life.wait(work(begin(items.startedId)))
    }
    while (begun < Math.min(width, items.count)) first.push(begin(items.startedId))
    await step.life.wait(Promise.all(first.map(work)))
    return { outputs, last }
  } catch (failure) {
    const culprit = failed.get(failure)
    if (!(failure instanceof Failure) || culprit === undefined) throw failure
    life.end()
    recordCulprit(execution, items.path, culprit.index)
    recordFailedItem(step, culprit, [...open.values()], failure.eventId)
    throw failure.of({ key: `${items.path}/r${execution.redriveCount}/failed`, type: 'MapStateFailed' })
  } finally {
    life.end()
    for (const item of [...open.values()]) close(item)
  }
}

/** The failed iteration first, then the ones it takes along; each with the abort of its state [REC 10-03-2024]. */
function recordFailedItem(step: Step<MapState>, culprit: Item, open: readonly Item[], previous: number): void {
  const { runtime, execution, stateName } = step
  for (const item of [culprit, ...open.filter((other) => other !== culprit)]) {
    const outcome = item === culprit ? 'Failed' : 'Aborted'
    emit(runtime.clock, execution, {
      key: `${item.path}/r${execution.redriveCount}/${outcome.toLowerCase()}`,
      type: `MapIteration${outcome}`,
      previous,
      details: { name: stateName, index: item.index },
    })
    recordAborts(runtime.clock, execution, item.place, previous)
  }
}
