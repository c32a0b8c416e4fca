import { verifyExport } from '@countersign/verify/verify-export'
import { describe, expect, it } from 'vitest'
import { verifyAudit } from '../../src/use-cases/audit/verify-audit.ts'
import { aSigningKey } from '../audit/audit-world.ts'
import { buildLog, exportOf, someEntry } from '../audit/built-log.ts'
import { readBuiltLog } from '../audit/read-built-log.ts'
import { type Scene, TAMPERINGS } from '../audit/tampering.ts'
import { batteryTimeoutMs, report, size } from './size.ts'

/** Random places, the same ones in every run. */
function* places(seed: number, entries: number): Generator<number> {
  let state = seed
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const place = 2 + (state % (entries - 3))
    if (place !== HANDS_OVER) yield place
  }
}

const ENTRIES = 60
/** The entry by which the second key takes over; it has classes of its own. */
const HANDS_OVER = 31
const PLACES = size(1, 100)
const CLEAN = size(10, 1_000)

async function* asBatch(lines: readonly string[]) {
  yield lines.map((line) => Buffer.from(line))
}

function sceneOf(entries: number): Scene {
  const plan = {
    keys: [aSigningKey(), aSigningKey()],
    entries: Array.from({ length: entries }, (_, n) => someEntry(n)),
    every: 7,
    rotateAfter: [HANDS_OVER - 1],
  } as const
  const log = buildLog(plan)
  const other = buildLog({
    ...plan,
    keys: [aSigningKey(), aSigningKey()],
    origin: 'another.example.com/audit',
    entries: plan.entries.map((entry) => ({ ...entry, actor: { ...entry.actor, id: 'usr_other' } })),
  })
  return { log, plan, other }
}

const scene = sceneOf(ENTRIES)
const clean = exportOf(scene.log).join('\n')
let found = 0

describe('D1: tampering with the log', () => {
  it('there are at least 30 classes of it', () => {
    expect(Object.keys(TAMPERINGS).length).toBeGreaterThanOrEqual(30)
  })

  for (const [name, tamper] of Object.entries(TAMPERINGS))
    it(
      `is found, and the entry named: ${name}`,
      async () => {
        const at = places(name.length, ENTRIES)
        for (let n = 0; n < PLACES; n += 1) {
          const k = at.next().value
          const { lines, entry, anchored, fileOnly } = tamper(scene, k)
          if (lines.join('\n') === clean) throw new Error(`nothing was changed at ${k}`)
          const notes = new Map([...(anchored ?? [])].map(([place, note]) => [place, () => note]))
          const { fault } = await verifyExport(asBatch(lines), { key: scene.log.key, anchored: notes })
          expect(fault, `at ${k}`).not.toBeNull()
          if (entry > 0) {
            expect(fault?.entry, `at ${k}: ${fault?.message}`).toBeLessThanOrEqual(entry)
            expect(fault?.to ?? fault?.entry, `at ${k}: ${fault?.message}`).toBeGreaterThanOrEqual(entry)
          }
          found += 1
          if (fileOnly) continue
          // The same in the database, by somebody who made every column fit: the service's own verifier.
          const verdict = await verifyAudit(readBuiltLog(lines, scene.log.key))
          expect(verdict, `at ${k}`).toMatchObject({ kind: 'broken' })
        }
      },
      batteryTimeoutMs(20_000),
    )

  it(
    'is never seen where there is none',
    async () => {
      for (let n = 1; n <= CLEAN; n += 1) {
        const { log } = sceneOf(30 + (n % 40))
        const notes = new Map([...log.checkpoints].map(([place, note]) => [place, () => note]))
        expect((await verifyExport(asBatch(exportOf(log)), { key: log.key, anchored: notes })).fault).toBeNull()
        expect(await verifyAudit(readBuiltLog(exportOf(log), log.key))).toMatchObject({ kind: 'intact' })
      }
      const classes = Object.keys(TAMPERINGS).length
      report('D1', {
        'classes of tampering': classes,
        'places each': PLACES,
        found: `${found} of ${classes * PLACES}`,
        'clean logs': CLEAN,
        'false alarms': 0,
      })
    },
    batteryTimeoutMs(20_000),
  )
})
