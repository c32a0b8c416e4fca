import { describe, expect, it } from 'vitest'
import { requestApproval } from '../../src/use-cases/request-approval.ts'
import { aRegistration, aSource, aToken, byKey } from '../builders.ts'
import { accepted, refusal, useTestCore } from '../support/test-core.ts'

const core = useTestCore()
const request = (overrides: Parameters<typeof aRegistration>[0]) => requestApproval(core.deps, aRegistration(overrides))

describe('registering a task token', () => {
  it('opens one approval when the same token arrives fifty times at once', async () => {
    const command = aRegistration()
    const results = (await Promise.all(Array.from({ length: 50 }, () => requestApproval(core.deps, command)))).map(
      accepted,
    )
    expect(new Set(results.map(({ approval }) => approval.id)).size).toBe(1)
    expect(results.filter(({ how }) => how === 'opened')).toHaveLength(1)
    expect(results.filter(({ how }) => how === 'repeated')).toHaveLength(49)
    const [attempt] = await core.sql<{ id: string }>('select id from attempt where approval_id = $1', [
      results[0]?.approval.id,
    ])
    const envelopes = await core.sql<{ attempt_id: string }>('select attempt_id from sealed_token')
    expect(envelopes.map((row) => row.attempt_id)).toContain(attempt?.id)
    // The losers' envelopes are gone: what stays is what somebody can use.
    const used = await core.sql<{ n: number }>(
      'select count(*)::int as n from sealed_token where attempt_id not in (select id from attempt)',
    )
    expect(used[0]?.n).toBe(0)
  })

  it('answers a repeated token with its approval, also after a retry has superseded it', async () => {
    const source = aSource()
    const first = aRegistration({ source })
    const opened = accepted(await requestApproval(core.deps, first))
    accepted(await request({ source, retryCount: 1 }))
    const again = accepted(await requestApproval(core.deps, first))
    expect(again).toMatchObject({ how: 'repeated', attempt: { number: 1, status: 'superseded' } })
    expect(again.approval.id).toBe(opened.approval.id)
  })

  it('joins a retry to its approval as attempt 2 and supersedes the old token', async () => {
    const source = aSource({ enteredTime: '2026-11-21T09:00:00.123Z' })
    const first = await core.register({ source })
    const joined = accepted(await request({ source, retryCount: 1, request: { title: 'Refund, second try' } }))
    expect(joined).toMatchObject({ how: 'joined', attempt: { number: 2, status: 'live' } })
    expect(joined.approval).toMatchObject({ id: first.id, status: 'pending', version: 2, title: 'Refund, second try' })
    expect(joined.approval.caseDigest).not.toBe(first.caseDigest)
    const attempts = await core.sql('select number, status from attempt where approval_id = $1 order by number', [
      first.id,
    ])
    expect(attempts).toEqual([
      { number: 1, status: 'superseded' },
      { number: 2, status: 'live' },
    ])
  })

  it('keeps an attempt older than the newest known as superseded, asks nobody and stores no token', async () => {
    const source = aSource()
    const newest = await core.register({ source, retryCount: 2 })
    const command = aRegistration({ source, retryCount: 1 })
    const late = accepted(await requestApproval(core.deps, command))
    expect(late).toMatchObject({ how: 'late', attempt: { number: 2, status: 'superseded', retryCount: 1 } })
    expect(late.warnings).toMatchObject([{ code: 'attempt-superseded' }])
    expect(late.approval).toEqual(newest)
    const again = accepted(await requestApproval(core.deps, command))
    expect(again).toMatchObject({ how: 'repeated', attempt: late.attempt, warnings: late.warnings })
    expect(await core.sql('select 1 from sealed_token where attempt_id = $1', [late.attempt.id])).toEqual([])
    const next = accepted(await request({ source, retryCount: 3 }))
    expect(next).toMatchObject({ how: 'joined', approval: { id: newest.id, attempt: { number: 3 } } })
  })

  it('keeps keyless map items apart and joins keyed ones', async () => {
    const source = aSource()
    const [a, b] = [await core.register({ source }), await core.register({ source })]
    expect(a.id).not.toBe(b.id)
    const retried = accepted(await request({ source, retryCount: 1 }))
    expect(retried).toMatchObject({ how: 'opened', warnings: [{ code: 'ambiguous-lineage' }] })
    const keyed = await core.register({ source, request: { key: 7 } })
    expect(accepted(await request({ source, retryCount: 1, request: { key: '7' } })).approval.id).toBe(keyed.id)
  })

  it('refuses a token that is registered for another task', async () => {
    const taskToken = aToken()
    await core.register({ taskToken })
    expect(refusal(await request({ taskToken }))).toMatchObject({ code: 'token-conflict' })
  })

  it('refuses Express executions, unknown teams and unknown policies before any token is stored', async () => {
    const before = await core.sql<{ n: number }>('select count(*)::int as n from sealed_token')
    const express = aSource()
    const arn = express.executionArn.replace(':execution:', ':express:')
    expect(refusal(await request({ source: { ...express, executionArn: arn } })).code).toBe('express-not-supported')
    expect(refusal(await request({ request: { team: 'nobody' } })).code).toBe('unknown-team')
    expect(refusal(await request({ request: { policy: 'nothing' } })).code).toBe('unknown-policy')
    expect(refusal(await request({ principal: byKey({ scopes: ['approvals:read'] }) })).code).toBe('missing-scope')
    expect(await core.sql('select count(*)::int as n from sealed_token')).toEqual(before)
  })

  it('leaves nothing visible when the process dies between the vault and the commit', async () => {
    const command = aRegistration()
    const dying = {
      ...core.deps,
      vault: {
        ...core.deps.vault,
        put: async (...args: Parameters<typeof core.deps.vault.put>) => {
          await core.deps.vault.put(...args)
          throw new Error('killed')
        },
      },
    }
    await expect(requestApproval(dying, command)).rejects.toThrow('killed')
    expect(await core.sql('select 1 from approval where execution_arn = $1', [command.source.executionArn])).toEqual([])
    expect(accepted(await requestApproval(core.deps, command)).how).toBe('opened')
  })

  it('refuses what would need more heartbeats than the quota allows, and warns when it gets tight', async () => {
    const deps = { ...core.deps, beatQuotaOf: () => 1 }
    const source = (n: number) => aSource({ executionArn: `arn:aws:states:us-west-2:123456789012:execution:M:${n}` })
    const beating = (n: number, heartbeatSeconds: number) =>
      requestApproval(deps, aRegistration({ source: source(n), request: { heartbeatSeconds } }))
    expect(accepted(await beating(1, 4)).warnings).toEqual([])
    expect(accepted(await beating(2, 5)).warnings).toMatchObject([{ code: 'heartbeats-tight' }])
    expect(refusal(await beating(3, 10))).toMatchObject({ code: 'heartbeat-overcommitted' })
    expect(accepted(await requestApproval(deps, aRegistration({ source: source(4) }))).how).toBe('opened')
  })

  it('stores a digest that the stored case reproduces', async () => {
    const approval = await core.register({
      request: {
        case: {
          fields: [{ label: 'Amount', value: 1240.5, format: 'money:EUR' }],
          payload: { z: 1e-7, a: [1, null, { ü: '€' }] },
        },
      },
    })
    const stored = await core.deps.unitOfWork.transaction((stores) => stores.approvals.find(approval.id))
    expect(stored).toEqual(approval)
  })
})
