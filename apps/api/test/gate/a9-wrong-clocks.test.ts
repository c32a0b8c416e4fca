import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCrowd } from '../crash/crowd.ts'
import { buildService } from '../crash/service-process.ts'
import { createServiceWorld, type ServiceWorld, until } from '../crash/service-world.ts'
import { judge, NO_FAULTS, settle } from './judge.ts'
import { createRandom } from './random.ts'
import { batteryTimeoutMs, report, size } from './size.ts'

type Role = 'api' | 'worker'
interface WrongClock {
  readonly offsetMs?: number
  readonly stepMs?: number
  readonly rate?: number
}

const MINUTE = 60_000
const CLOCKS: readonly WrongClock[] = [
  { offsetMs: 10 * MINUTE },
  { offsetMs: -10 * MINUTE },
  { stepMs: 60 * MINUTE },
  { stepMs: -60 * MINUTE },
  { rate: 10 },
  { rate: 0.1 },
]
const roles: readonly Role[] = ['api', 'worker']
const CASES = roles.flatMap((role) => CLOCKS.map((clock) => ({ role, clock })))
/** Each round has one right api, one right worker and the wrong ones; the small battery has three wrong ones at once. */
const ROUNDS = size(
  [
    [
      { role: 'api' as const, clock: { stepMs: 60 * MINUTE } },
      { role: 'worker' as const, clock: { offsetMs: -10 * MINUTE } },
      { role: 'worker' as const, clock: { rate: 10 } },
    ],
  ],
  CASES.map((each) => [each]),
)
const DECISIONS = size(36, 200)
const PEOPLE = 12
/** Nobody answers these; they must end at this time and not before. */
const UNANSWERED = size(6, 10)
const TIMEOUT_SECONDS = 4
const PRELOAD = new URL('./wrong-clock.mjs', import.meta.url).href

let world: ServiceWorld
beforeAll(async () => {
  buildService()
  world = await createServiceWorld()
  await Promise.all(roles.map((role) => world.spawn(role).ready))
}, 180_000)
afterAll(() => world?.close())

it('expires nothing wrongly and answers nothing twice beside processes whose clocks are wrong', {
  timeout: batteryTimeoutMs(180_000),
}, async () => {
  const random = createRandom()
  const crowd = createCrowd(world, random)
  let wanted = 0
  for (const round of ROUNDS) {
    const wrong = round.map(({ role, clock }) =>
      world.spawn(role, {
        NODE_OPTIONS: `--import=${PRELOAD}`,
        COUNTERSIGN_WRONG_CLOCK: JSON.stringify(clock),
      }),
    )
    await Promise.all(wrong.map(({ ready }) => ready))
    const unanswered = await Promise.all(
      Array.from({ length: UNANSWERED }, () => world.startExecution({ TimeoutSeconds: TIMEOUT_SECONDS })),
    )
    wanted += DECISIONS / 2
    await crowd.tellUntil(() => crowd.told() >= wanted, PEOPLE)
    // The clocks that jump do so in the midst of it.
    for (const { pid } of wrong) process.kill(pid, 'SIGUSR2')
    wanted += DECISIONS / 2
    await crowd.tellUntil(() => crowd.told() >= wanted, PEOPLE)
    await Promise.all(unanswered.map(expectEnded))
    await Promise.all(wrong.map((service) => service.kill('SIGTERM')))
  }
  await settle(world)
  const verdict = await judge(world)

  expect(verdict.faults, `COUNTERSIGN_SEED=${random.seed}`).toEqual(NO_FAULTS)
  const expired = await world.rows<{ early: number; n: number }>(
    `select count(*)::int as n, count(*) filter (where closed_at < deadline_at - interval '500 milliseconds')::int as early
     from approval where status = 'expired'`,
  )
  expect(expired).toEqual([{ n: UNANSWERED * ROUNDS.length, early: 0 }])
  // No network failed, so a second answer comes from a second lease, or after a reply that did not come in time: a clock
  // that runs at ten times the speed has little patience on a busy machine. Its attempt says so.
  const answers = Object.values(world.engine.controls.counters.answers())
  const [silent] = await world.rows<{ n: number }>(
    `select count(distinct callback_id)::int as n from callback_attempt where action = 'send' and result = 'unknown'`,
  )
  expect(answers.filter(({ refused }) => refused > 0).length).toBeLessThanOrEqual(silent?.n ?? 0)
  const { faults: _, ...figures } = verdict
  report('A9', { cases: CASES.length, ...figures, expired: expired[0]?.n ?? 0, seed: random.seed })
})

/** The engine ends the task by its own clock; our approval follows. */
async function expectEnded(executionArn: string): Promise<void> {
  await world.closed(executionArn)
  await until(async () => {
    const [row] = await world.rows<{ status: string }>(`select status from approval where execution_arn = $1`, [
      executionArn,
    ])
    return row && row.status !== 'pending' ? true : undefined
  })
}
