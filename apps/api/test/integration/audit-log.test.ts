import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPostgresAuditTree } from '../../src/adapters/postgres/audit/audit-tree.ts'
import { createPostgresAuditChain } from '../../src/adapters/postgres/audit-chain.ts'
import { verifyAudit } from '../../src/use-cases/audit/verify-audit.ts'
import { castVote } from '../../src/use-cases/cast-vote.ts'
import { readAudit } from '../../src/use-cases/read-audit.ts'
import { aSource, aVote, byUser } from '../builders.ts'
import { accepted, useTestCore } from '../support/test-core.ts'

const core = useTestCore()
const verify = () =>
  verifyAudit({
    chain: createPostgresAuditChain(core.database.pool),
    tree: createPostgresAuditTree(core.database.pool),
  })
let owner: pg.Client

beforeAll(async () => {
  owner = new pg.Client({ connectionString: core.testDatabase.ownerUrl })
  await owner.connect()
  await Promise.all(Array.from({ length: 30 }, decideOne))
})
afterAll(() => owner.end())

async function decideOne() {
  const approval = await core.register({ source: aSource() })
  const request = aVote(approval.caseDigest)
  const ana = byUser('usr_ana')
  accepted(await castVote(core.deps, { principal: ana, approvalId: approval.id, request, expectedVersion: null }))
  return approval
}

const GUARDED = ['audit_entry', 'audit_head']

/** As somebody who owns the database and has switched the guards off; undone after the check. */
async function tampering(sql: string, check: () => Promise<void>) {
  await owner.query('begin')
  await owner.query('create temp table kept on commit drop as select * from audit_entry')
  await owner.query('create temp table kept_head on commit drop as select * from audit_head')
  for (const table of GUARDED) await owner.query(`alter table ${table} disable trigger user`)
  await owner.query(sql)
  for (const table of GUARDED) await owner.query(`alter table ${table} enable trigger user`)
  const entries = (await owner.query('select * from kept')).rows
  const head = (await owner.query('select * from kept_head')).rows[0]
  await owner.query('commit')
  await check()
  await owner.query('begin')
  for (const table of GUARDED) await owner.query(`alter table ${table} disable trigger user`)
  await owner.query('delete from audit_entry')
  for (const { seq, at, type, approval_id, leaf, hash, previous_hash } of entries)
    await owner.query('insert into audit_entry values ($1, $2, $3, $4, $5, $6, $7)', [
      seq,
      at,
      type,
      approval_id,
      leaf,
      hash,
      previous_hash,
    ])
  await owner.query('update audit_head set seq = $1, hash = $2', [head.seq, head.hash])
  for (const table of GUARDED) await owner.query(`alter table ${table} enable trigger user`)
  await owner.query('commit')
}

describe('the audit log', () => {
  it('is one unbroken chain after many writers at once', async () => {
    expect(await verify()).toMatchObject({ kind: 'intact', head: { seq: 90 } })
    const [gaps] = await core.sql<{ n: number }>(
      'select count(*)::int as n from audit_entry where seq between 1 and 90',
    )
    expect(gaps?.n).toBe(90)
  })

  it('names what happened to one approval, in order, page by page', async () => {
    const approval = await decideOne()
    const principal = byUser('usr_joao', { role: 'auditor' })
    const first = accepted(
      await readAudit(core.deps, { principal, approvalId: approval.id, cursor: undefined, limit: 2 }),
    )
    expect(first.items.map(({ type }) => type)).toEqual(['approval.requested', 'approval.voted'])
    const cursor = first.nextCursor ?? ''
    const second = accepted(await readAudit(core.deps, { principal, approvalId: approval.id, cursor, limit: 2 }))
    expect(second).toMatchObject({ items: [{ type: 'approval.decided', actor: { id: 'usr_ana' } }], nextCursor: null })
  })

  it.each([
    ['a word in a leaf', `update audit_entry set leaf = replace(leaf, 'approval', 'approvai') where seq = 41`, 41],
    [
      'a leaf and its hash',
      `update audit_entry set leaf = replace(leaf, 'usr_ana', 'usr_eve'), hash = sha256(convert_to(replace(leaf, 'usr_ana', 'usr_eve'), 'UTF8')) where seq = (select min(seq) from audit_entry where leaf like '%usr_ana%' and seq > 40)`,
      null,
    ],
    ['a type', `update audit_entry set type = 'approval.expired' where seq = 17`, 17],
    ['a time', `update audit_entry set at = at + interval '1 hour' where seq = 18`, 18],
    ['which approval', `update audit_entry set approval_id = null where seq = 19`, 19],
    ['a hash', `update audit_entry set hash = sha256(hash) where seq = 20`, 20],
    ['a link', `update audit_entry set previous_hash = sha256(previous_hash) where seq = 21`, 21],
    ['the first entry away', `delete from audit_entry where seq = 1`, 1],
    ['one away', `delete from audit_entry where seq = 33`, 33],
    ['the tail away', `delete from audit_entry where seq > 80`, 81],
    [
      'the order of two',
      `update audit_entry set seq = case seq when 50 then 1051 else 1050 end where seq in (50, 51); update audit_entry set seq = seq - 1000 where seq > 1000`,
      50,
    ],
    ['the end of the chain', `update audit_head set hash = sha256(hash)`, null],
    ['the end back', `update audit_head set seq = 70, hash = (select hash from audit_entry where seq = 69)`, 70],
  ])('detects that somebody changed %s', async (_, sql, seq) => {
    await tampering(sql, async () => {
      const result = await verify()
      expect(result.kind).toBe('broken')
      if (seq !== null && result.kind === 'broken') expect(result.seq).toBe(seq)
    })
    expect((await verify()).kind).toBe('intact')
  })
})
