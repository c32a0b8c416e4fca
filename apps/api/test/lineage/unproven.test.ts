import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { gate, type LineageWorld, machine, retried, startLineageWorld } from './lineage-world.ts'

let world: LineageWorld
beforeAll(async () => {
  world = await startLineageWorld()
})
afterEach(() => world.engine.controls.faults.clear())
afterAll(() => world.close())

const unreachable = (api: string) => world.engine.controls.faults.add({ api, kind: 'accessDenied' })
/** Attempt by attempt the workflow names another asker. */
const askers = (...ids: string[]) => ({ askers: ids.map((id) => ({ id, name: id })) })
const asking = (more: object = {}) =>
  gate(
    { 'requestedBy.$': 'States.ArrayGetItem($.askers, $$.State.RetryCount)', ...more },
    { ...retried, TimeoutSeconds: 60, End: true },
  )

async function nextAttempt(arn: string, count: number) {
  await world.pass(61)
  await world.pass(5)
  const all = await world.registrations(arn, count)
  return all.at(-1)
}

async function vote(id: string) {
  const { caseDigest, attempt } = await world.read(id)
  return world.ana('POST', `/v1/approvals/${id}/votes`, { body: { outcome: 'approve', caseDigest, attempt } })
}

describe('a retry that registers while the engine cannot be asked', () => {
  it('stays apart, and whoever had a part in the first attempt may not decide the second', async () => {
    unreachable('SendTaskHeartbeat')
    const arn = await world.start(machine(asking()), askers('usr_ana', 'usr_marco', 'usr_marco'))
    const [first] = await world.registrations(arn, 1)
    const second = await nextAttempt(arn, 2)
    expect(second).toMatchObject({ attempt: 1, warnings: [{ code: 'unproven-lineage' }] })
    expect(second?.id).not.toBe(first?.id)
    const refused = await vote(String(second?.id))
    expect([refused.status, refused.body]).toMatchObject([403, { rule: 'separation-of-duties' }])
    expect((await world.read(String(second?.id))).may.vote.reason).toMatch(/^You asked for this approval/)
    await world.stop(arn)
  })

  it('becomes one lineage with the first as soon as the history tells, so that the next retry joins it', async () => {
    unreachable('SendTaskHeartbeat')
    const arn = await world.start(machine(asking()), askers('usr_ana', 'usr_marco', 'usr_marco'))
    const [first] = await world.registrations(arn, 1)
    const second = await nextAttempt(arn, 2)
    expect(await world.sweep(await world.read(String(first?.id)))).toMatchObject({ kind: 'closed' })
    const later = await world.read(String(second?.id))
    expect(later).toMatchObject({ follows: first?.id, status: 'pending' })
    expect(await world.read(String(first?.id))).toMatchObject({ followedBy: second?.id })
    world.engine.controls.faults.clear()
    const third = await nextAttempt(arn, 3)
    expect(third).toMatchObject({ id: second?.id, attempt: 2, warnings: [] })
    expect((await vote(String(third?.id))).status).toBe(403)
    await world.stop(arn)
  })

  it('is not linked to a sibling: only what follows the very task that ended is its retry', async () => {
    unreachable('SendTaskHeartbeat')
    const state = asking({ 'title.$': '$.title' })
    const Iterator = machine(state)
    const definition = {
      StartAt: 'Items',
      States: {
        Items: { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...Iterator }, End: true },
      },
    }
    const both = askers('usr_marco', 'usr_marco', 'usr_marco')
    const arn = await world.start(definition, [
      { title: 'A', ...both },
      { title: 'B', ...both },
    ])
    const first = await world.registrations(arn, 2)
    await world.pass(61)
    await world.pass(5)
    const again = (await world.registrations(arn, 4)).slice(2)
    for (const { id } of first) await world.sweep(await world.read(id))
    for (const { id } of again) {
      const view = await world.read(id)
      expect((await world.read(String(view.follows))).title).toBe(view.title)
    }
    await world.stop(arn)
  })
})

describe('an approval that follows a decided one', () => {
  it('keeps from deciding whoever had a part in that one', async () => {
    const arn = await world.start(machine(asking()), askers('usr_marco', 'usr_helen'))
    const [first] = await world.registrations(arn, 1)
    await world.open(arn, 1)
    await world.decide(String(first?.id), 'reject')
    const second = await nextAttempt(arn, 2)
    const view = await world.read(String(second?.id))
    expect(view.follows).toBe(first?.id)
    expect(view.notAsked.map(({ id }) => id)).toEqual(['usr_helen', 'usr_marco'])
    await world.stop(arn)
  })
})
