import { describe, expect, it } from 'vitest'
import { aSigningKey, useAuditWorld } from './audit-world.ts'

const world = useAuditWorld()

const checkpoints = () =>
  world.core.sql<{ size: number; key: string }>('select size::int, key from audit_checkpoint order by size')

describe('checkpoints', () => {
  it('are signed, anchored, and continue each other', async () => {
    await world.append(20)
    expect(await world.sign()).toMatchObject({ kind: 'signed', size: 20 })
    await world.append(45)
    expect(await world.sign()).toMatchObject({ kind: 'signed', size: 65 })
    await world.watch()
    expect(world.looks.at(-1)).toMatchObject({ halted: false, unanchored: 0, guardFaults: 0 })
    expect(await world.sign()).toEqual({ kind: 'notDue' })
    expect(await world.anchor.newest('approvals.example.com/audit', 1)).toMatchObject({ size: 65 })
  })

  it('are kept once, however many workers sign at the same moment', async () => {
    await world.append(10)
    const all = await Promise.all(Array.from({ length: 6 }, () => world.sign()))
    expect(all.filter(({ kind }) => kind === 'signed')).toHaveLength(1)
    expect((await checkpoints()).map(({ size }) => size)).toEqual([20, 65, 75])
  })

  it('hand over to a new key by an entry that both keys have signed', async () => {
    const next = aSigningKey()
    await world.append(1)
    expect(await world.sign([next])).toEqual({ kind: 'keyRefused' })
    expect(await world.sign([next, ...world.keys])).toEqual({ kind: 'rotated' })
    expect(await world.sign([next, ...world.keys])).toMatchObject({ kind: 'signed', size: 77 })
    await world.append(1)
    expect(await world.sign()).toEqual({ kind: 'keyRefused' })
    expect(await world.sign([...world.keys, next])).toEqual({ kind: 'keyRefused' })
    expect(await world.sign([next])).toMatchObject({ kind: 'signed', size: 78 })
    const [first, ...others] = await checkpoints()
    expect(others.at(-1)?.key).not.toBe(first?.key)
  })
})
