import { describe, expect, it } from 'vitest'
import { createHistoryBuilder } from './history-builder.ts'
import { enclosingScopes, failedScope } from './history-scopes.ts'

/** A history that grows; `around` and `failed` read it as it is when they are asked. */
function history() {
  const log = createHistoryBuilder()
  const at = (id: number) => {
    const event = log.events[id - 1]
    if (!event) throw new Error(`no event ${id}`)
    return event
  }
  const byId = () => new Map(log.events.map((event) => [event.id, event]))
  return {
    log,
    start: log.add('ExecutionStarted', 0),
    around: (id: number) => enclosingScopes(byId(), at(id)),
    failed: (id: number) => failedScope(byId(), at(id)),
  }
}

describe('the scopes around an event', () => {
  it('are the starts before it, innermost first', () => {
    const { log, start, around } = history()
    const parallel = log.add('ParallelStateStarted', log.add('ParallelStateEntered', start))
    const map = log.add('MapStateStarted', log.add('MapStateEntered', parallel))
    const item = log.add('MapIterationStarted', map)
    expect(around(log.pass(item))).toEqual([item, map, parallel])
    expect(around(log.pass(start))).toEqual([])
  })

  it.each([
    ['Parallel', 'ParallelStateStarted', 'ParallelStateSucceeded'],
    ['Parallel that failed', 'ParallelStateStarted', 'ParallelStateFailed'],
    ['Map', 'MapStateStarted', 'MapStateSucceeded'],
    ['Map that failed', 'MapStateStarted', 'MapStateFailed'],
    ['item', 'MapIterationStarted', 'MapIterationSucceeded'],
    ['item that failed', 'MapIterationStarted', 'MapIterationFailed'],
  ])('are without a %s that ended before, and with those around it', (_, begins, ends) => {
    const { log, start, around } = history()
    const outer = log.add('ParallelStateStarted', start)
    const inner = log.add(begins, outer)
    const after = log.pass(log.add(ends, log.pass(inner)))
    expect(around(after)).toEqual([outer])
  })

  it('are without the items of a Map that failed, which end with it and without an event', () => {
    const { log, start, around } = history()
    const outer = log.add('MapIterationStarted', log.add('MapStateStarted', start))
    const item = log.add('MapIterationStarted', log.add('MapStateStarted', outer))
    const after = log.pass(log.add('MapStateFailed', log.add('TaskFailed', item)))
    expect(around(after)).toEqual([outer, outer - 1])
  })

  it('are not looked for past an event that points forward, or nowhere', () => {
    const { log, around } = history()
    log.add('ParallelStateStarted', 3)
    log.add('PassStateEntered', 2)
    expect(around(3)).toEqual([2])
    expect(around(log.add('PassStateEntered', 99))).toEqual([])
    expect(around(log.add('ParallelStateStarted', log.events.length + 1))).toEqual([])
  })
})

describe('what a failure brought down', () => {
  it.each([
    ['ParallelStateFailed', 'ParallelStateStarted'],
    ['MapStateFailed', 'MapStateStarted'],
    ['MapIterationFailed', 'MapIterationStarted'],
  ])('is, of a %s, the nearest %s', (fails, begins) => {
    const { log, start, failed } = history()
    const outer = log.add(begins, start)
    const inner = log.add(begins, outer)
    const others = ['ParallelStateStarted', 'MapStateStarted', 'MapIterationStarted'].filter((each) => each !== begins)
    const deep = others.reduce((after, each) => log.add(each, after), inner)
    expect(failed(log.add(fails, log.add('TaskFailed', deep)))).toBe(inner)
  })

  it('is nothing, where nothing failed or no scope is around', () => {
    const { log, start, failed } = history()
    const parallel = log.add('ParallelStateStarted', start)
    expect(failed(log.add('ParallelStateSucceeded', parallel))).toBeUndefined()
    expect(failed(log.add('TaskFailed', parallel))).toBeUndefined()
    expect(failed(log.add('MapStateFailed', parallel))).toBeUndefined()
    expect(failed(log.add('ParallelStateFailed', start))).toBeUndefined()
  })
})
