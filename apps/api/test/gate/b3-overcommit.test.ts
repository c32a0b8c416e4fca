import { afterAll, beforeAll, expect, it } from 'vitest'
import { contextBody } from '../http/support/registration-body.ts'
import { startTestApi, type TestApi } from '../http/support/test-api.ts'
import { batteryTimeoutMs, report, size } from './size.ts'

// B3: a task of HeartbeatSeconds 60 needs a beat every 40 s at the latest, so the quota carries 40 a call and second.
const CALLS_PER_SECOND = size(1, 400)
const CARRIED = CALLS_PER_SECOND * 40

let api: TestApi
beforeAll(async () => {
  api = await startTestApi({ SEND_TASK_RATE: String(CALLS_PER_SECOND), RATE_LIMIT_PER_MINUTE: '1000000' })
})
afterAll(() => api.stop())

it(
  'warns from 80 % of the quota on, and refuses what it cannot carry',
  async () => {
    const client = await api.keyClient()
    const ask = async (approval: object) => {
      const { status, body } = await client('POST', '/v1/approvals', {
        body: contextBody({ approval: { ...approval } }),
      })
      return { ...(body as { code?: string; warnings?: readonly { code: string }[] }), status }
    }
    const answers: Awaited<ReturnType<typeof ask>>[] = []
    for (let n = 0; n < CARRIED; n += 1) answers.push(await ask({ heartbeatSeconds: 60 }))
    const warned = answers.filter(({ warnings }) => warnings?.some(({ code }) => code === 'heartbeats-tight')).length
    const beyond = await ask({ heartbeatSeconds: 60 })
    report('B3', { registered: answers.length, warned, beyond: String(beyond.code) })
    expect(answers.filter(({ status }) => status !== 201)).toEqual([])
    expect(answers.slice(0, CARRIED * 0.8).every(({ warnings }) => warnings?.length === 0)).toBe(true)
    expect(warned).toBe(CARRIED * 0.2)
    expect(beyond).toMatchObject({ status: 422, code: 'heartbeat-overcommitted' })
    // What needs no heartbeat of ours is never refused for it.
    expect((await ask({})).status).toBe(201)
    expect((await ask({ heartbeatSeconds: 60, heartbeatMode: 'external' })).status).toBe(201)
  },
  batteryTimeoutMs(60_000),
)
