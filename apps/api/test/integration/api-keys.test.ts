import { describe, expect, it } from 'vitest'
import { createPostgresApiKeys } from '../../src/adapters/postgres/api-keys.ts'
import { type IssueKeyCommand, issueKey } from '../../src/use-cases/issue-key.ts'
import { revokeKey } from '../../src/use-cases/revoke-key.ts'
import { useTestCore } from '../support/test-core.ts'

const core = useTestCore()
const actor = { kind: 'service', id: 'test', name: 'Test' } as const

async function issue(overrides: Partial<IssueKeyCommand> = {}) {
  const command = {
    name: 'CI',
    scopes: ['approvals:request'],
    teams: [],
    actsAs: null,
    expiresDays: 1,
    actor,
    ...overrides,
  } as const
  const issued = await issueKey(core.deps, command)
  if (issued.kind !== 'issued') throw new Error('not issued')
  return issued
}
const authenticate = (presented: string) => createPostgresApiKeys(core.database.pool).authenticate(presented)

describe('an API key', () => {
  it('opens with its scopes, teams and person, and is kept as a hash only', async () => {
    const { key, secret } = await issue({
      scopes: ['approvals:request', 'approvals:decide'],
      teams: ['payments' as never],
      actsAs: 'usr_ana',
    })
    expect(secret).toMatch(/^apk_live_[0-9a-z]+_[A-Za-z0-9_-]{43}$/)
    expect(await authenticate(secret)).toEqual({
      id: key.id,
      name: 'CI',
      scopes: ['approvals:request', 'approvals:decide'],
      teams: ['payments'],
      actsAs: expect.objectContaining({ id: 'usr_ana', teams: ['payments'] }),
    })
    const [row] = await core.sql<{ text: string }>('select row_to_json(k)::text as text from api_key k where id = $1', [
      key.id,
    ])
    expect(row?.text).not.toContain(secret.slice(-43, -4))
    const [entry] = await core.sql<{ leaf: string }>(
      `select leaf from audit_entry where type = 'key.issued' order by seq desc limit 1`,
    )
    expect(entry?.leaf).toContain(key.id)
    expect(entry?.leaf).not.toContain(secret.slice(-43))
  })

  it('opens nothing when anything about it is off', async () => {
    const { secret } = await issue()
    const other = await issue()
    const body = secret.slice(0, -43)
    const wrong = [
      '',
      'apk_live_',
      secret.slice(0, -1),
      `${secret}A`,
      ` ${secret}`,
      secret.toUpperCase(),
      body,
      body + other.secret.slice(-43),
      secret.replace('live', 'test'),
      secret.replace(/_[0-9a-z]{16}_/, '_0000000000000000_'),
    ]
    for (const presented of wrong) expect(await authenticate(presented), presented).toBeUndefined()
  })

  it('stops working when it expires, is revoked, or its person is disabled', async () => {
    const expired = await issue()
    await core.sql(`update api_key set expires_at = now() - interval '1 second' where id = $1`, [expired.key.id])
    expect(await authenticate(expired.secret)).toBeUndefined()
    const revoked = await issue()
    expect(await revokeKey(core.deps, { id: revoked.key.id, actor })).toBe('revoked')
    expect(await revokeKey(core.deps, { id: revoked.key.id, actor })).toBe('unknown')
    expect(await authenticate(revoked.secret)).toBeUndefined()
    const personal = await issue({ actsAs: 'usr_dana' })
    await core.sql(`update app_user set disabled_at = now() where id = 'usr_dana'`)
    expect(await authenticate(personal.secret)).toBeUndefined()
  })

  it('notes its last use at most once a minute', async () => {
    const { key, secret } = await issue()
    const lastUsed = async () =>
      (await core.sql<{ last_used_at: Date }>('select last_used_at from api_key where id = $1', [key.id]))[0]
        ?.last_used_at
    await authenticate(secret)
    const first = await lastUsed()
    expect(first).toBeInstanceOf(Date)
    await authenticate(secret)
    expect(await lastUsed()).toEqual(first)
    await core.sql(`update api_key set last_used_at = now() - interval '61 seconds' where id = $1`, [key.id])
    await authenticate(secret)
    expect((await lastUsed())?.getTime()).toBeGreaterThanOrEqual(first?.getTime() ?? 0)
  })

  it('is not issued for a person or a team that does not exist', async () => {
    const command = { name: 'CI', scopes: [], teams: [], actsAs: null, expiresDays: null, actor }
    expect(await issueKey(core.deps, { ...command, actsAs: 'usr_nobody' })).toMatchObject({
      kind: 'unknown',
      what: 'user',
    })
    expect(await issueKey(core.deps, { ...command, teams: ['nobody' as never] })).toMatchObject({
      kind: 'unknown',
      what: 'team',
    })
  })
})
