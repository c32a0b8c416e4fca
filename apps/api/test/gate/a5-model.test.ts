import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkEnd, checkLife } from '../model/check-life.ts'
import { type StepOf, step } from '../model/happening.ts'
import { type Lane, openLane } from '../model/lane.ts'
import { beginLife, endLife, happen, type Life, policyOfLife } from '../model/life.ts'
import { batteryTimeoutMs, report, size } from './size.ts'

const RUNS = size(36, 2_400)
const MAX_STEPS = size(60, 100)
const LANES = size(2, 4)
/** Another one each time at the gate; `COUNTERSIGN_SEED` repeats a run that failed. */
const SEED = Number(process.env.COUNTERSIGN_SEED ?? size(20_261_121, Date.now() % 2 ** 31))

class Step implements fc.AsyncCommand<{ commands: number }, Life> {
  readonly what: StepOf
  constructor(what: StepOf) {
    this.what = what
  }
  check() {
    return true
  }
  async run(model: { commands: number }, life: Life) {
    const { what } = this
    if (Array.isArray(what)) {
      model.commands += what.length
      await Promise.all(what.map((event) => happen(life, event)))
    } else {
      model.commands += 1
      if (what.do === 'wait') await life.lane.wait(what.ms)
      else life.lane.die()
    }
    await checkLife(life)
  }
  toString() {
    return JSON.stringify(this.what)
  }
}

const FIRST = {
  do: 'register',
  as: 'retry',
  requestedBy: 'usr_req',
  authors: [],
  timeoutSeconds: 900,
} as const

/** The engine tells the truth from now on, and enough time passes for every lease, every look and every retry. */
async function comeToAnEnd(life: Life): Promise<void> {
  for (let round = 0; round < 12; round += 1) {
    await life.lane.wait(61_000)
    await happen(life, { do: 'deliver', lies: [] })
    await happen(life, { do: 'judge' })
  }
  await endLife(life)
}

let lanes: Lane[] = []
beforeAll(async () => {
  lanes = await Promise.all(Array.from({ length: LANES }, openLane))
})
afterAll(() => Promise.all(lanes.map((lane) => lane.close())))

describe('A5: whatever happens to a task, in whatever order and at once', () => {
  it('nothing that must never be ever is, and in the end the workflow has what was decided', {
    timeout: batteryTimeoutMs(180_000),
  }, async () => {
    const seen = new Map<string, number>()
    const model = { commands: 0, runs: 0 }
    const startedAt = performance.now()
    const commands = fc.commands([step.map((what) => new Step(what))], { maxCommands: MAX_STEPS, size: 'max' })
    await Promise.all(
      lanes.map((lane, index) =>
        fc.assert(
          fc.asyncProperty(policyOfLife, fc.constantFrom(50, 500), commands, async (policy, amount, steps) => {
            model.runs += 1
            const life = beginLife(lane, policy, seen)
            try {
              await happen(life, { ...FIRST, amount })
              await fc.asyncModelRun(() => ({ model, real: life }), steps)
              await comeToAnEnd(life)
              await checkLife(life)
              await checkEnd(life)
            } finally {
              await lane.forget()
            }
          }),
          { numRuns: RUNS / LANES, seed: SEED + index, endOnFailure: size(false, true) },
        ),
      ),
    )
    const seconds = (performance.now() - startedAt) / 1_000
    report('A5', {
      seed: SEED,
      runs: model.runs,
      commands: model.commands,
      'commands a second': Math.round(model.commands / seconds),
      minutes: (seconds / 60).toFixed(1),
      ...Object.fromEntries([...seen].sort()),
    })
    // A model that never gets anywhere proves nothing.
    for (const name of HAS_TO_HAPPEN) expect(seen.get(name), name).toBeGreaterThan(0)
  })
})

const HAS_TO_HAPPEN = [
  ...['opened', 'joined', 'late', 'repeated'].map((how) => `register ${how}`),
  ...['counted', 'decided', 'not-eligible', 'already-voted', 'case-changed', 'expired'].map((code) => `vote ${code}`),
  'undo undone',
  'cancel cancelled',
  'escalate escalated',
  'expire closed',
  'deliver done',
  'judge done',
  'lease done',
  'find gone closed',
]
