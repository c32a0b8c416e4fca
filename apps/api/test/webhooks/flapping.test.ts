import type { ApprovalId, EndpointId } from '@countersign/shared/ids'
import { Webhook } from 'standardwebhooks'
import { afterEach, expect, it, vi } from 'vitest'
import type { Received } from './receiver.ts'
import { eventOf } from './receiver.ts'
import { useWebhookWorld } from './webhook-world.ts'

const world = useWebhookWorld()
afterEach(() => void vi.useRealTimers())

const HOUR = 3_600_000
const DAY = 24 * HOUR
const APPROVALS = 24
const COMMENTS = 9

/** Every run the same coin, so that a failure can be looked at again. */
function coin(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

/** Refusals a receiver that flaps gives, some after it has taken the event in. */
const FAILURES = [
  { status: 500 },
  { status: 502 },
  { status: 503, headers: { 'retry-after': '120' } },
  { status: 429, headers: { 'retry-after': '30' } },
  { status: 302, headers: { location: '/elsewhere' } },
  { status: 0 },
]

it('loses nothing over a day in which the receiver refuses every other call, keeps each approval in order and each event the same', async () => {
  const { id: endpointId, secret } = await world.endpoint()
  const toss = coin(20_260_301)
  let flapping = true
  world.jitter(coin(7))
  world.receiver.behave(() => {
    if (!flapping || toss() < 0.5) return { status: 200 }
    return FAILURES[Math.floor(toss() * FAILURES.length)] ?? { status: 500 }
  })

  const approvals: ApprovalId[] = []
  let told = 0
  const happen = async () => {
    if (approvals.length < APPROVALS && (told % (COMMENTS + 1) === 0 || approvals.length === 0))
      approvals.push((await world.core.register()).id)
    else await world.comment(approvals[told % approvals.length] as ApprovalId, `word ${told}`)
    told += 1
  }
  // Everything happens in the first half of the day; the receiver flaps through all of it, then stays up.
  const total = APPROVALS * (COMMENTS + 1)
  let passed = 0
  while (passed < DAY) {
    for (let n = 0; n < 10 && told < total; n += 1) await happen()
    await world.work()
    const step = Math.max(20 * 60_000, (await world.untilNextJobMs()) ?? 0)
    await world.pass(step)
    passed += step
  }
  const stillWaiting = (await world.deliveries(endpointId)).filter(({ status }) => status !== 'delivered')
  expect(stillWaiting.every(({ status }) => status === 'pending')).toBe(true)
  flapping = false
  for (let next = 0; next !== null; next = (await world.untilNextJobMs()) as number) {
    await world.pass(Math.max(0, next) + 1)
    await world.work()
    if ((await world.untilNextJobMs()) === null) break
  }

  const deliveries = await world.deliveries(endpointId)
  expect(approvals.length).toBeGreaterThanOrEqual(20)
  expect(deliveries.length).toBe(total)
  expect(deliveries.length).toBeGreaterThanOrEqual(200)
  expect(deliveries.filter(({ status }) => status !== 'delivered')).toEqual([])
  const { received } = world.receiver
  const failed = received.filter(({ status }) => status !== 200)
  expect(failed.length / received.length).toBeGreaterThan(0.25)
  for (const id of approvals) await expectWholeAndInOrder(id, received)
  expectSameBytesAndOneId(received)
  expectSigned(received, secret)
  await expectTriesLogged(endpointId, received.length)
})

/** What the log says happened is what arrived, in its order, and nothing was sent before what came earlier had arrived. */
async function expectWholeAndInOrder(id: ApprovalId, received: readonly Received[]): Promise<void> {
  const entries = await world.core.deps.reader.audit(id, 0, 200)
  const about = received.filter((each) => eventOf(each).data.approval?.id === id)
  const arrived = about.filter(({ status }) => status === 200).map((each) => eventOf(each).data.seq)
  expect(arrived).toEqual(entries.map(({ seq }) => seq))
  const sent = about.map((each) => eventOf(each).data.seq)
  expect(sent).toEqual([...sent].sort((a, b) => a - b))
}

function expectSameBytesAndOneId(received: readonly Received[]): void {
  const bytesOf = new Map<string, string>()
  const idOf = new Map<number, string>()
  for (const { id, bytes } of received) {
    const text = bytes.toString()
    const { seq } = JSON.parse(text).data
    expect(bytesOf.get(id) ?? text).toBe(text)
    expect(idOf.get(seq) ?? id).toBe(id)
    bytesOf.set(id, text)
    idOf.set(seq, id)
  }
  expect(idOf.size).toBe(bytesOf.size)
}

/** By the published library, whose clock is the system's: it is shown each message at the second it was sent. */
function expectSigned(received: readonly Received[], secret: string): void {
  vi.useFakeTimers({ toFake: ['Date'] })
  for (const { id, timestamp, signature, bytes } of received) {
    vi.setSystemTime(Number(timestamp) * 1_000)
    const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }
    expect(() => new Webhook(secret).verify(bytes, headers)).not.toThrow()
  }
}

async function expectTriesLogged(endpointId: EndpointId, calls: number): Promise<void> {
  const [row] = await world.core.sql<{ tries: number; open: number }>(
    `select count(*)::int as tries, count(*) filter (where finished_at is null)::int as open
     from webhook_attempt where endpoint_id = $1`,
    [endpointId],
  )
  expect(row).toEqual({ tries: calls, open: 0 })
}
