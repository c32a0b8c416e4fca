import { describe, expect, it } from 'vitest'
import type { AuditAnchor } from '../../src/ports/audit/audit-anchor.ts'
import { continueAudit, resumeAudit } from '../../src/use-cases/audit/continue-audit.ts'
import { verifyAudit } from '../../src/use-cases/audit/verify-audit.ts'
import { useAuditWorld } from './audit-world.ts'

const world = useAuditWorld()
const OPERATOR = { kind: 'service', id: 'audit', name: 'Operator' } as const
const alarms = () =>
  world.core.sql<{ fault: string }>(
    `select leaf::jsonb -> 'data' ->> 'fault' as fault from audit_entry where type = 'security.audit_inconsistent' order by seq`,
  )

const downAnchor: AuditAnchor = {
  name: 'file:down',
  put: () => Promise.reject(new Error('down')),
  newest: () => Promise.reject(new Error('down')),
}

/** Takes the log back to its first `size` entries, as a restored backup would. */
const rollBack = (size: number) =>
  world.tamper(`
    delete from audit_entry where seq > ${size};
    delete from audit_anchored where size > ${size};
    delete from audit_checkpoint where size > ${size};
    delete from audit_node where (index + 1) * (1 << level) > ${size};
    update audit_head set seq = ${size}, hash = (select hash from audit_entry where seq = ${size})`)

describe('the audit log raises an alarm', () => {
  it('not when an anchor is down: it signs on, and closes the gap later', async () => {
    await world.append(20)
    expect(await world.sign(world.keys, downAnchor)).toMatchObject({ kind: 'signed', size: 20 })
    await world.watch(downAnchor)
    expect(world.looks.at(-1)).toMatchObject({ halted: false, unanchored: 1 })
    await world.append(20)
    expect(await world.sign()).toMatchObject({ kind: 'signed', size: 40 })
    await world.watch()
    expect(world.looks.at(-1)).toMatchObject({ halted: false, unanchored: 0 })
    expect(await world.anchor.newest('approvals.example.com/audit', 1)).toMatchObject({ size: 40 })
  })

  it('when a kept subtree was changed, instead of signing over it', async () => {
    await world.append(20)
    const [{ hash } = { hash: '' }] = await world.core.sql<{ hash: string }>(
      `select encode(hash, 'hex') as hash from audit_node where level = 5 and index = 0`,
    )
    await world.tamper(`update audit_checkpoint set range = sha256(range) || substr(range, 33) where size = 40`)
    expect(await world.sign()).toMatchObject({ kind: 'broken', seq: 40 })
    expect(await world.sign()).toEqual({ kind: 'halted' })
    await world.watch()
    expect(world.looks.at(-1)).toMatchObject({ halted: true })
    expect(await alarms()).toHaveLength(1)
    // Nothing is signed after the repair either, until an operator has said so.
    await world.tamper(
      `update audit_checkpoint set range = decode('${hash}', 'hex') || substr(range, 33) where size = 40`,
    )
    expect(await world.sign()).toEqual({ kind: 'halted' })
    expect(await resumeAudit(world.deps(), 'the row is as it was', OPERATOR)).toBe('resumed')
    expect(await world.sign()).toMatchObject({ kind: 'signed' })
    expect(await verifyAudit(world.deps())).toMatchObject({ kind: 'intact', checkpoints: 3 })
    await world.watch()
  })

  it('at the first look after a backup was restored, and goes on under another name when told to', async () => {
    const before = await world.deps().tree.state()
    await world.append(30)
    await world.sign()
    await world.watch()
    const lost = before.head.seq + 30
    await rollBack(before.newest?.size ?? 0)
    await world.watch()
    expect(world.looks.at(-1)).toMatchObject({ halted: true })
    expect((await alarms()).at(-1)?.fault).toContain(`a checkpoint of ${lost} entries`)
    expect(await world.sign()).toEqual({ kind: 'halted' })
    // As long as the anchor says so, saying that all is well does not help.
    await resumeAudit(world.deps(), 'surely nothing', OPERATOR)
    expect(await world.sign()).toMatchObject({ kind: 'broken' })
    expect(await continueAudit(world.deps(), world.keys, 'restored the backup of Friday')).toBe('continued')
    expect(await world.sign()).toMatchObject({ kind: 'signed' })
    await world.append(40)
    expect(await world.sign()).toMatchObject({ kind: 'signed' })
    await world.watch()
    expect(world.looks.at(-1)).toMatchObject({ halted: false, unanchored: 0 })
    const { newest } = await world.deps().tree.state()
    expect(newest?.note).toMatch(/^approvals\.example\.com\/audit\/2\n/)
    expect(await verifyAudit(world.deps())).toMatchObject({ kind: 'intact', signed: newest?.size })
  })

  it('when the log was written anew around what is anchored', async () => {
    const { newest, head } = await world.deps().tree.state()
    await world.append(30)
    await world.sign()
    await world.watch()
    await rollBack(newest?.size ?? 0)
    await world.append(40 + head.seq - (newest?.size ?? 0))
    expect(await world.sign()).toMatchObject({ kind: 'broken', fault: expect.stringContaining('the anchor holds') })
  })

  it('when a guard of the database is gone', async () => {
    await world.owner.query('alter table audit_entry disable trigger audit_entry_append_only')
    await world.owner.query('grant delete on audit_checkpoint to countersign_app')
    await world.watch(null)
    expect(world.looks.at(-1)).toMatchObject({ guardFaults: 2 })
    await world.watch(null)
    const [{ n } = { n: 0 }] = await world.core.sql<{ n: number }>(
      `select count(*)::int as n from audit_entry where type = 'security.audit_guard_missing'`,
    )
    expect(n).toBe(1)
    await world.owner.query('alter table audit_entry enable always trigger audit_entry_append_only')
    await world.owner.query('revoke delete on audit_checkpoint from countersign_app')
    await world.watch(null)
    expect(world.looks.at(-1)).toMatchObject({ guardFaults: 0 })
  })
})
