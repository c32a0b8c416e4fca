import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../delivery/workflow-world.ts'
import { gate, type LineageWorld, machine, retried, startLineageWorld } from './lineage-world.ts'

let world: LineageWorld
beforeAll(async () => {
  world = await startLineageWorld()
})
afterAll(() => world.close())

const timed = { ...retried, End: true }
const keyed = { 'key.$': '$.index', 'title.$': "States.Format('Item {}', $.index)" }
const ItemSelector = { 'index.$': '$$.Map.Item.Index', 'seconds.$': '$$.Map.Item.Value' }

/** Items are the seconds after which their gate times out; time stands still, so all enter in the same millisecond. */
function items(approval: object, via = 'register', more: object = timed) {
  const state = gate(approval, { TimeoutSecondsPath: '$.seconds', ...more }, via)
  const ItemProcessor = { ProcessorConfig: { Mode: 'INLINE' }, ...machine(state) }
  return { StartAt: 'Items', States: { Items: { Type: 'Map', ItemSelector, ItemProcessor, End: true } } }
}

/** Each open token of the execution is the live attempt of one pending approval, and no pending one is without. */
async function everyTaskIsAsked(executionArn: string, count: number) {
  await world.open(executionArn, count)
  const { rows } = await world.api.sql(
    `select count(distinct a.id)::int as pending, count(*)::int as live from approval a
     join attempt t on t.approval_id = a.id and t.status = 'live' where a.execution_arn = $1 and a.status = 'pending'`,
    [executionArn],
  )
  return rows[0]
}

describe('items of a Map that pass a key', () => {
  it('each come back to their own approval, also when all are retried at once', async () => {
    const arn = await world.start(items(keyed), [60, 60, 600])
    const first = await world.registrations(arn, 3)
    expect(new Set(first.map(({ id }) => id)).size).toBe(3)
    await world.pass(61)
    await world.pass(2)
    const again = (await world.registrations(arn, 5)).slice(3)
    for (const each of again) {
      expect(each).toMatchObject({ attempt: 2, warnings: [] })
      const view = await world.read(each.id)
      expect(view.title).toBe(`Item ${view.key}`)
    }
    expect(new Set(again.map(({ id }) => id)).size).toBe(2)
    expect(await everyTaskIsAsked(arn, 3)).toEqual({ pending: 3, live: 3 })
  })

  it('are told when the key is not theirs alone, and nobody is superseded by it', async () => {
    const arn = await world.start(items({ key: 'the same' }), [60, 600])
    const [, second] = await world.registrations(arn, 2)
    expect(second?.warnings).toMatchObject([{ code: 'item-key-shared' }])
    await world.pass(61)
    await world.pass(2)
    const [, , third] = await world.registrations(arn, 3)
    expect(third).toMatchObject({ attempt: 2, warnings: [] })
    expect(await everyTaskIsAsked(arn, 2)).toEqual({ pending: 2, live: 2 })
  })
})

describe('items of a Map without keys', () => {
  it('stay apart, and one that is retried joins the one whose token is dead', async () => {
    const arn = await world.start(items({}), [60, 600])
    const [a, b] = await world.registrations(arn, 2)
    expect(b?.warnings).toMatchObject([{ code: 'no-item-key' }])
    await world.pass(61)
    await world.pass(2)
    const [, , third] = await world.registrations(arn, 3)
    expect(third).toMatchObject({ attempt: 2, warnings: [] })
    expect([a?.id, b?.id]).toContain(third?.id)
    expect(await everyTaskIsAsked(arn, 2)).toEqual({ pending: 2, live: 2 })
  })

  it('are asked anew when several are retried at once, because nothing tells whose is whose', async () => {
    const arn = await world.start(items({}), [60, 60])
    await world.registrations(arn, 2)
    await world.pass(61)
    await world.pass(2)
    const all = await world.registrations(arn, 4)
    expect(new Set(all.map(({ id }) => id)).size).toBe(4)
    expect(all[2]?.warnings).toMatchObject([{ code: 'ambiguous-lineage' }])
    for (const old of all.slice(0, 2))
      expect(await world.sweep(await world.read(old.id))).toMatchObject({ kind: 'closed' })
    expect(await everyTaskIsAsked(arn, 2)).toEqual({ pending: 2, live: 2 })
  })

  it('stay apart when a sibling was retried before it could register, because the other token lives', async () => {
    const team = { 'team.$': 'States.ArrayGetItem($.teams, $$.State.RetryCount)' }
    const state = gate(team, { ...retried, End: true })
    const ItemProcessor = { ProcessorConfig: { Mode: 'INLINE' }, ...machine(state) }
    const arn = await world.start({ StartAt: 'Items', States: { Items: { Type: 'Map', ItemProcessor, End: true } } }, [
      { teams: ['payments', 'payments'] },
      { teams: ['nobody', 'payments'] },
    ])
    const [first] = await world.registrations(arn, 1)
    await world.pass(2)
    const [, second] = await world.registrations(arn, 2)
    expect(second?.id).not.toBe(first?.id)
    const [a, b] = [await world.read(String(first?.id)), await world.read(String(second?.id))]
    expect(b.source.enteredTime).toBe(a.source.enteredTime)
    expect(b.attempts).toMatchObject([{ retryCount: 1, status: 'live' }])
    expect(await everyTaskIsAsked(arn, 2)).toEqual({ pending: 2, live: 2 })
  })

  it('are each asked whatever order a queue brings them in, also the one that looks late', async () => {
    const arn = await world.start(items({}, 'queue'), [60, 600])
    await world.messages(arn, 2)
    await world.pass(61)
    await world.pass(2)
    const [dead, living, retry] = await world.messages(arn, 3)
    if (!dead || !living || !retry) throw new Error('too few messages')
    const newest = await world.post(retry)
    const sibling = await world.post(living)
    expect(sibling).toMatchObject({ attempt: 1, attemptStatus: 'live', warnings: [{ code: 'no-item-key' }] })
    expect(sibling.id).not.toBe(newest.id)
    expect(await world.post(dead)).toMatchObject({ id: newest.id, attemptStatus: 'superseded' })
    expect(await everyTaskIsAsked(arn, 2)).toEqual({ pending: 2, live: 2 })
  })
})

describe('branches of a Parallel', () => {
  const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } })
  const both = (left: object, right: object) => ({
    StartAt: 'Both',
    States: { Both: { Type: 'Parallel', Branches: [left, right], End: true } },
  })

  it('are two questions, and the retry of one leaves the other alone', async () => {
    const arn = await world.start(
      both(branch('Legal', gate({}, { ...timed, TimeoutSeconds: 60 })), branch('Finance', gate({}, timed))),
    )
    const first = await world.registrations(arn, 2)
    expect(first.flatMap(({ warnings }) => warnings)).toEqual([])
    await world.pass(61)
    await world.pass(2)
    const [, , third] = await world.registrations(arn, 3)
    const view = await world.read(String(third?.id))
    expect(view).toMatchObject({ source: { stateName: 'Legal' }, attempt: 2 })
    expect(await everyTaskIsAsked(arn, 2)).toEqual({ pending: 2, live: 2 })
  })

  it('cannot have states of the same name, at whatever depth: AWS refuses the machine', async () => {
    const nested = { Type: 'Parallel', Branches: [branch('Review', gate())], End: true }
    for (const definition of [
      both(branch('Review', gate()), branch('Review', gate())),
      both(branch('Review', gate()), branch('Inner', nested)),
    ])
      await expect(world.start(definition)).rejects.toMatchObject({ name: 'InvalidDefinition' })
  })
})

describe('children of a Distributed Map', () => {
  function children(more: object = {}, approval: object = {}) {
    const ProcessorConfig = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }
    const state = gate(approval, { TimeoutSecondsPath: '$.seconds', ...timed })
    const Items = {
      Type: 'Map',
      Label: 'EachOrder',
      ItemSelector,
      ItemProcessor: { ProcessorConfig, ...machine(state) },
      End: true,
    }
    return { StartAt: 'Items', States: { Items: { ...Items, ...more } } }
  }

  it('are executions of their own, so that nothing has to tell them apart, and a retry joins', async () => {
    const arn = await world.start(children(), [60, 600])
    const [a, b] = await world.childRegistrations(arn, 2)
    expect(a?.executionArn).not.toBe(b?.executionArn)
    expect([a?.body.warnings, b?.body.warnings]).toEqual([[], []])
    const parent = arn.split(':')[6]
    expect((await world.read(String(a?.body.id))).source).toMatchObject({
      executionArn: expect.stringContaining(`:execution:${parent}/EachOrder:`),
      stateMachineName: parent,
      mapLabel: 'EachOrder',
    })
    await world.pass(61)
    await world.pass(2)
    const [, , third] = await world.childRegistrations(arn, 3)
    expect(third?.body).toMatchObject({ attempt: 2, warnings: [] })
    expect([a?.body.id, b?.body.id]).toContain(third?.body.id)
  })

  it('revive their approvals when the run is redriven with the execution', async () => {
    const arn = await world.start(children(), [600, 600])
    const first = await world.childRegistrations(arn, 2)
    for (const { executionArn } of first) await world.open(executionArn, 1)
    await world.stop(arn)
    for (const { body } of first)
      expect(await world.sweep(await world.read(body.id))).toEqual({ kind: 'closed', reason: 'execution_aborted' })
    await world.redrive(arn)
    const again = (await world.childRegistrations(arn, 4)).slice(2)
    expect(again.map(({ body }) => body.id).sort()).toEqual(first.map(({ body }) => body.id).sort())
    for (const { body } of again) expect(body).toMatchObject({ attempt: 2, status: 'pending' })
    for (const { body } of again) await world.decide(body.id, 'approve')
    await until(async () => (await world.status(arn)) === 'SUCCEEDED' || undefined)
  })

  it('are other executions when the whole Map is retried: asked anew, and the old ones leave', async () => {
    const arn = await world.start(children({ ...retried }, { key: 'the same' }), [600])
    const [first] = await world.childRegistrations(arn, 1)
    await world.open(String(first?.executionArn), 1)
    await world.stop(String(first?.executionArn))
    await world.pass(2)
    const [, second] = await world.childRegistrations(arn, 2)
    expect(second?.body.id).not.toBe(first?.body.id)
    expect(await world.sweep(await world.read(String(first?.body.id)))).toMatchObject({ kind: 'closed' })
    await world.stop(arn)
  })
})
