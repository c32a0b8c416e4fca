import type { ExportOptions } from '@countersign/verify/verify-export'
import { verifyExport } from '@countersign/verify/verify-export'
import { beforeAll, describe, expect, it } from 'vitest'
import { exportLines, planExport } from '../../src/use-cases/audit/export-audit.ts'
import { accepted } from '../support/test-core.ts'
import { aSigningKey, useAuditWorld } from './audit-world.ts'

const world = useAuditWorld()

async function exported(range: { from?: number; to?: number } = {}) {
  const deps = world.deps()
  const { start } = accepted(await planExport(deps.tree, { from: range.from, to: range.to }))
  let text = ''
  for await (const chunk of exportLines(deps, start)) text += chunk
  return { text, start }
}

async function* lines(text: string) {
  yield text
    .slice(0, -1)
    .split('\n')
    .map((line) => Buffer.from(line))
}
const verify = (text: string, options?: ExportOptions) => verifyExport(lines(text), options)

beforeAll(async () => {
  for (const entries of [3, 30, 1, 66]) {
    await world.append(entries)
    await world.sign()
  }
  const next = aSigningKey()
  await world.append(1)
  await world.sign([next, ...world.keys])
  await world.append(20)
  expect(await world.sign([next])).toMatchObject({ kind: 'signed', size: 122 })
  await world.append(5)
})

describe('an export', () => {
  it('is verified by somebody who has only the file and the first key', async () => {
    const { text, start } = await exported()
    expect(start).toMatchObject({ first: 1, last: 122 })
    expect(await verify(text, { key: start.key })).toMatchObject({
      fault: null,
      pinned: true,
      entries: 122,
      checkpoints: 5,
      keyChanges: 1,
    })
  })

  it('may begin anywhere, and ends with a checkpoint', async () => {
    for (const from of [2, 3, 4, 33, 34, 35, 64, 100, 101, 102, 103, 122]) {
      const { text, start } = await exported({ from })
      expect(await verify(text), `from ${from}`).toMatchObject({ fault: null, entries: 122 - from + 1 })
      expect(start.last).toBe(122)
    }
    expect((await exported({ from: 2, to: 5 })).start).toMatchObject({ first: 2, last: 33 })
    expect(await planExport(world.deps().tree, { from: 1, to: 123 })).toMatchObject({ kind: 'refused' })
  })

  it('is refused under another first key', async () => {
    const { text } = await exported()
    const { key } = (await exported({ from: 110 })).start
    expect(await verify(text, { key })).toMatchObject({ fault: { entry: null } })
  })
})
