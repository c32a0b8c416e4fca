import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../delivery/workflow-world.ts'
import { gate, type LineageWorld, machine, retried, startLineageWorld } from './lineage-world.ts'

let world: LineageWorld
beforeAll(async () => {
  world = await startLineageWorld()
})
afterAll(() => world.close())

const timed = { ...retried, TimeoutSeconds: 60, End: true }

describe('a task that Step Functions retries', () => {
  it('asks again in its approval, under a new token, and the comments stay', async () => {
    const arn = await world.start(machine(gate({}, timed)))
    const [first] = await world.registrations(arn, 1)
    const id = String(first?.id)
    await world.ana('POST', `/v1/approvals/${id}/comments`, { body: { text: 'Which warehouse?' } })
    await world.pass(61)
    await world.pass(2)
    const [, second] = await world.registrations(arn, 2)
    expect(second).toMatchObject({ id, attempt: 2, attemptStatus: 'live', warnings: [] })
    expect(second?.callbackUrl).not.toBe(first?.callbackUrl)
    const view = await world.read(id)
    expect(view).toMatchObject({ status: 'pending', attempt: 2, comments: [{ text: 'Which warehouse?' }] })
    expect(view.attempts).toMatchObject([
      { status: 'superseded', retryCount: 0 },
      { status: 'live', retryCount: 1 },
    ])
    await world.open(arn, 1)
    await world.decide(id, 'approve')
    await until(async () => (await world.status(arn)) === 'SUCCEEDED' || undefined)
  })

  it('revives its approval when that had expired meanwhile', async () => {
    const arn = await world.start(machine(gate({}, timed)))
    const [first] = await world.registrations(arn, 1)
    const id = String(first?.id)
    await world.pass(60)
    expect(await world.sweep(await world.read(id))).toEqual({ kind: 'closed', reason: 'task_timed_out' })
    await world.pass(2)
    const [, second] = await world.registrations(arn, 2)
    expect(second).toMatchObject({ id, status: 'pending', attempt: 2 })
  })

  it('asks anew after a decision; both approvals know each other', async () => {
    const arn = await world.start(machine(gate({}, { ...retried, End: true })))
    const [first] = await world.registrations(arn, 1)
    await world.open(arn, 1)
    await world.decide(String(first?.id), 'reject')
    await world.pass(2)
    const [, second] = await world.registrations(arn, 2)
    expect(second?.id).not.toBe(first?.id)
    expect(await world.read(String(first?.id))).toMatchObject({ status: 'rejected', followedBy: second?.id })
    expect(await world.read(String(second?.id))).toMatchObject({ follows: first?.id, attempt: 1, followedBy: null })
  })
})

describe('an execution that is redriven', () => {
  it('revives the withdrawn approval under its old id, as often as it is redriven', async () => {
    const arn = await world.start(machine(gate()))
    const [first] = await world.registrations(arn, 1)
    const id = String(first?.id)
    for (const redriveCount of [1, 2]) {
      await world.open(arn, 1)
      await world.stop(arn)
      const closed = await world.sweep(await world.read(id))
      expect(closed).toEqual({ kind: 'closed', reason: 'execution_aborted' })
      await world.redrive(arn)
      const again = await world.registrations(arn, redriveCount + 1)
      expect(again.at(-1)).toMatchObject({ id, status: 'pending', attempt: redriveCount + 1 })
    }
    expect((await world.read(id)).attempts.map((each) => each.redriveCount)).toEqual([0, 1, 2])
  })

  it('supersedes an approval that nobody had found gone yet', async () => {
    const arn = await world.start(machine(gate()))
    const [first] = await world.registrations(arn, 1)
    await world.open(arn, 1)
    await world.stop(arn)
    await world.redrive(arn)
    const [, second] = await world.registrations(arn, 2)
    expect(second).toMatchObject({ id: first?.id, attempt: 2, warnings: [] })
  })

  it('is not what a late message of the ended run stands for: that revives nothing', async () => {
    const arn = await world.start(machine(gate({}, timed, 'queue')))
    const [first] = await world.messages(arn, 1)
    if (!first) throw new Error('nothing was sent')
    const { id } = await world.post(first)
    await world.pass(61)
    await world.pass(2)
    const [, second] = await world.messages(arn, 2)
    if (!second) throw new Error('nothing was sent')
    await world.open(arn, 1)
    await world.stop(arn)
    expect(await world.sweep(await world.read(id))).toMatchObject({ kind: 'closed' })
    const late = await world.post(second)
    expect(late).toMatchObject({ id, status: 'expired', attempt: 2, attemptStatus: 'closed' })
    expect(late.warnings).toMatchObject([{ code: 'attempt-ended' }])
    await world.redrive(arn)
    const messages = await world.messages(arn, 3)
    const third = messages[2]
    if (!third) throw new Error('nothing was sent')
    expect(await world.post(third)).toMatchObject({ id, status: 'pending', attempt: 3 })
  })
})

describe('a state that a loop enters again', () => {
  const looping = (approval: object, via: string, more: object = {}) => ({
    StartAt: 'Review',
    States: {
      Review: gate(approval, { ...more, ResultPath: null, Next: 'Pause' }, via),
      // Another instant, as any work between two visits would take.
      Pause: { Type: 'Wait', Seconds: 1, Next: 'Again' },
      Again: { Type: 'Choice', Choices: [{ Variable: '$.done', IsPresent: true, Next: 'Done' }], Default: 'Review' },
      Done: { Type: 'Succeed' },
    },
  })

  it('is a new question each time, also under the same key', async () => {
    const arn = await world.start(looping({ key: 'order-8812' }, 'register'))
    const [first] = await world.registrations(arn, 1)
    await world.open(arn, 1)
    await world.decide(String(first?.id), 'approve')
    await world.pass(2)
    const [, second] = await world.registrations(arn, 2)
    expect(second).toMatchObject({ attempt: 1, warnings: [] })
    expect(await world.read(String(second?.id))).toMatchObject({ follows: null, status: 'pending' })
    await world.stop(arn)
  })

  it('is asked although it looks older than a retry of the visit before, when no entered time tells them apart', async () => {
    const arn = await world.start(looping({ key: 'order-8812' }, 'register-bare', { ...retried, TimeoutSeconds: 60 }))
    await world.registrations(arn, 1)
    await world.pass(61)
    await world.pass(2)
    const [, retry] = await world.registrations(arn, 2)
    await world.open(arn, 1)
    await world.decide(String(retry?.id), 'approve')
    await world.pass(2)
    const [, , again] = await world.registrations(arn, 3)
    expect(again).toMatchObject({ status: 'pending', attempt: 1, attemptStatus: 'live' })
    expect(again?.id).not.toBe(retry?.id)
    await world.stop(arn)
  })
})

describe('a queue between the workflow and the service', () => {
  it('may bring the attempts in any order and each of them twice', async () => {
    const arn = await world.start(machine(gate({}, timed, 'queue')))
    await world.messages(arn, 1)
    await world.pass(61)
    await world.pass(2)
    const [older, newer] = await world.messages(arn, 2)
    if (!older || !newer) throw new Error('nothing was sent')
    const first = await world.post(newer)
    expect(first).toMatchObject({ attempt: 1, status: 'pending' })
    const late = await world.post(older)
    expect(late).toMatchObject({ id: first.id, status: 'pending', attempt: 2, attemptStatus: 'superseded' })
    expect(late.warnings).toMatchObject([{ code: 'attempt-superseded' }])
    expect(late.url).toMatch(new RegExp(`/inbox/${first.id}\\?attempt=2$`))
    expect(late.callbackUrl).not.toBe(first.callbackUrl)
    for (const [message, answer] of [
      [older, late],
      [newer, first],
    ] as const)
      expect(await world.post(message)).toEqual(answer)
    expect(world.answersOf(arn).map(({ status }) => status)).toEqual([201, 200, 200, 200])
    const { rows } = await world.api.sql(
      `select type from audit_entry where approval_id = $1 and type <> 'security.denied' order by seq`,
      [first.id],
    )
    expect(rows.map(({ type }) => type)).toEqual(['approval.requested', 'attempt.late'])
    await world.open(arn, 1)
    await world.decide(first.id, 'approve')
    await until(async () => (await world.status(arn)) === 'SUCCEEDED' || undefined)
  })
})
