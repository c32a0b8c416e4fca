import type { PolicyExpiry } from '@countersign/shared/policy-document'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startWorker } from '../delivery/start-worker.ts'
import { createWorld, oneGate, until, type World } from '../delivery/workflow-world.ts'

let world: World
let worker: Awaited<ReturnType<typeof startWorker>>
beforeAll(async () => {
  world = await createWorld()
  await policy('errs', { kind: 'fail', error: 'TooLate' })
  await policy('errs-later', { kind: 'fail', error: 'TooLate' }, 600)
  await policy('goes-on', { kind: 'succeed', outcome: 'approve' })
  await policy('lets-go', { kind: 'time-out' })
  worker = await startWorker(world, { livenessMs: 3_000 })
})
afterAll(async () => {
  await worker.stop()
  await world.close()
})

async function policy(name: string, answer: PolicyExpiry['answer'], afterSeconds = 2): Promise<void> {
  await world.owner.query('insert into policy (name, current_version) values ($1, 1)', [name])
  await world.owner.query('insert into policy_version (policy_name, version, document) values ($1, 1, $2)', [
    name,
    JSON.stringify({ expires: { afterSeconds, answer } }),
  ])
}

const closed = async (id: Parameters<World['dossier']>[0]) =>
  until(async () => {
    const { approval } = await world.dossier(id)
    return approval.status === 'pending' ? undefined : approval
  })

it.concurrent('tells the workflow the error of the policy when nobody decides in its time', async () => {
  const { executionArn, id } = await world.startOne(oneGate({ policy: 'errs', timeoutSeconds: 600 }))
  expect((await world.dossier(id)).approval.deadline?.because).toBe('policy failure')
  const ended = await world.ended(executionArn)
  expect(ended).toMatchObject({ status: 'FAILED', error: 'TooLate' })
  expect(await closed(id)).toMatchObject({ status: 'expired', closed: { reason: 'policy_answered' } })
  const callback = await until(async () => {
    const found = await world.callbackOf(id)
    return found.status === 'confirmed' ? found : undefined
  })
  expect(JSON.parse(String(ended.cause))).toMatchObject({ approved: false, decisionId: callback.decisionId })
  expect(await world.vote(id)).toMatchObject({ kind: 'refused', refusal: { code: 'expired' } })
  expect(await world.auditTypes(id)).toEqual(expect.arrayContaining(['approval.requested', 'approval.expired']))
})

it.concurrent('lets the workflow go on where the policy says so', async () => {
  const { executionArn, id } = await world.startOne(oneGate({ policy: 'goes-on' }))
  const ended = await world.ended(executionArn)
  expect(ended.status).toBe('SUCCEEDED')
  expect(JSON.parse(String(ended.output))).toMatchObject({ outcome: 'approve', decidedBy: [{ via: 'policy' }] })
  expect((await closed(id)).status).toBe('expired')
})

it.concurrent('stops its heartbeats where the task is to time out, and answers nothing', async () => {
  const { executionArn, id } = await world.startOne(
    oneGate({ policy: 'lets-go', heartbeatSeconds: 3 }, { HeartbeatSeconds: 3, End: true }),
  )
  const approval = await closed(id)
  expect(approval).toMatchObject({ status: 'expired', closed: { reason: 'policy_expired' } })
  const ended = await world.ended(executionArn)
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
  expect('closed' in approval && approval.closed.at < (ended.stopDate ?? 0)).toBe(true)
  expect((await world.dossier(id)).callback).toBeNull()
})

it.concurrent('leaves a vote that was counted in time alone', async () => {
  const { executionArn, id } = await world.startOne(oneGate({ policy: 'errs-later' }))
  expect((await world.vote(id)).kind).toBe('voted')
  expect((await world.ended(executionArn)).status).toBe('SUCCEEDED')
  expect((await closed(id)).status).toBe('approved')
})

it.concurrent('goes by the timeouts of the execution history where the registration told others', async () => {
  const registered = { timeoutSeconds: 7_200, heartbeatSeconds: 3_600 }
  const { id } = await world.startOne(oneGate(registered, { TimeoutSeconds: 600, HeartbeatSeconds: 60, End: true }))
  const approval = await until(async () => {
    const found = (await world.dossier(id)).approval
    return found.deadline?.source === 'history' ? found : undefined
  })
  expect(approval).toMatchObject({ timeoutSeconds: 600, heartbeat: { mode: 'service', seconds: 60 } })
  const waits = Number(approval.deadline?.at) - approval.createdAt.getTime()
  expect(Math.abs(waits - 600_000)).toBeLessThan(10_000)
  expect(await world.auditTypes(id)).toContain('attempt.figures_corrected')
})

it.concurrent('compares a registration with the history once, and leaves a right one as it is', async () => {
  const told = { timeoutSeconds: 600, heartbeatSeconds: 60 }
  const { id } = await world.startOne(oneGate(told, { TimeoutSeconds: 600, HeartbeatSeconds: 60, End: true }))
  await until(async () => {
    const { rows } = await world.owner.query(
      'select 1 from attempt where approval_id = $1 and figures_at is not null',
      [id],
    )
    return rows[0]
  })
  const { approval } = await world.dossier(id)
  expect(approval.deadline?.source).toBeUndefined()
  expect(await world.auditTypes(id)).toEqual(['approval.requested'])
})
