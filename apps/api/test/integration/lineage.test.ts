import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, until, type World, waitingState } from '../delivery/workflow-world.ts'

let world: World
beforeAll(async () => {
  // Time stands still, so that all items of a Map enter their state in the same millisecond.
  world = await createWorld({ clock: 'manual' })
})
afterAll(() => world.close())

const retry = { Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 2 }] }

describe('keyless attempts of a workflow that really runs', () => {
  it('join when the task was retried, because its old token is dead', async () => {
    const gate = {
      StartAt: 'Review',
      States: { Review: waitingState({}, { ...retry, TimeoutSeconds: 60, End: true }) },
    }
    const { executionArn, id } = await world.startOne(gate)
    await world.engine.controls.clock.advance(61_000)
    await world.engine.controls.clock.advance(2_000)
    const dossier = await until(async () => {
      const found = await world.dossier(id)
      return found.attempts.length === 2 ? found : undefined
    })
    expect(dossier.attempts.map(({ status }) => status)).toEqual(['superseded', 'live'])
    expect(world.engine.controls.openTokens(executionArn)).toHaveLength(1)
  })

  it('stay apart when a sibling was retried before it could register, because the other token lives', async () => {
    const team = { 'team.$': 'States.ArrayGetItem($.teams, $$.State.RetryCount)' }
    const items = [{ teams: ['payments', 'payments'] }, { teams: ['nobody', 'payments'] }]
    const review = waitingState(team, { ...retry, End: true })
    const { executionArn, id } = await world.startOne({
      StartAt: 'Input',
      States: {
        Input: { Type: 'Pass', Result: { items }, Next: 'Items' },
        Items: {
          Type: 'Map',
          ItemsPath: '$.items',
          ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'Review', States: { Review: review } },
          End: true,
        },
      },
    })
    const before = world.registered.length
    await world.engine.controls.clock.advance(2_000)
    await until(() => world.registered.length > before || undefined)
    const first = await world.dossier(id)
    expect(first.approval).toMatchObject({ status: 'pending', attempt: { number: 1 } })
    const second = await world.dossier(world.registered.at(-1) ?? id)
    expect(second.approval).toMatchObject({ status: 'pending', attempt: { number: 1, retryCount: 1 } })
    expect(second.approval.id).not.toBe(id)
    expect(second.approval.source.enteredTime).toBe(first.approval.source.enteredTime)
    expect(world.engine.controls.openTokens(executionArn)).toHaveLength(2)
  })
})
