import { ROLE_ACTIONS } from '@countersign/shared/accounts'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createAccountAccess } from '../../src/adapters/accounts/account-access.ts'
import { createHomeFinder, toRoleArn } from '../../src/adapters/accounts/home-finder.ts'
import { createSessionCache } from '../../src/adapters/accounts/session-cache.ts'
import { createSts, type Sts } from '../../src/adapters/accounts/sts.ts'
import type { Account } from '../../src/domain/accounts/account.ts'
import { createManualClock } from '../heartbeat/manual-clock.ts'
import { silentLog } from '../support/run-jobs.ts'
import { anAccount } from './an-account.ts'
import { type StsStandIn, startStsStandIn } from './sts-stand-in.ts'

process.env.AWS_ACCESS_KEY_ID ??= 'local'
process.env.AWS_SECRET_ACCESS_KEY ??= 'local'

const HOME = '999999999999'
const PROD = anAccount('111111111111')
const arnIn = (account: string, region = 'eu-west-1') => `arn:aws:states:${region}:${account}:execution:m:x`

let standIn: StsStandIn
let sts: Sts
beforeAll(async () => {
  standIn = await startStsStandIn(HOME)
  sts = createSts({ endpoint: standIn.endpoint, sessionName: 'countersign-worker' })
})
afterAll(async () => {
  sts.close()
  await standIn.close()
})
beforeEach(() => {
  standIn.fault = null
  standIn.assumed.splice(0)
  standIn.roles.clear()
  standIn.roles.set(String(PROD.roleArn), { externalId: PROD.externalId })
})

/** Access as a process has it, over accounts that a test changes. */
function accessTo(...accounts: Account[]) {
  const clock = createManualClock()
  const known = new Map(accounts.map((account) => [String(account.id), account]))
  let reads = 0
  const access = createAccountAccess({
    accounts: {
      find: async (id) => {
        reads += 1
        return known.get(id)
      },
    },
    home: createHomeFinder({ sts, clock, log: silentLog }, { accountId: HOME, region: 'eu-west-1' }),
    sessions: createSessionCache({ clock, sts }),
    clock,
    log: silentLog,
  })
  return { access, clock, known, reads: () => reads }
}

it('assumes the role once for however many calls, with the external id, a name of ours and no more than is needed', async () => {
  const { access } = accessTo(PROD)
  const sessions = await Promise.all(Array.from({ length: 50 }, () => access.to(arnIn(PROD.id))))
  expect(new Set(sessions.map((each) => ('credentials' in each ? each.credentials.accessKeyId : each.kind)))).toEqual(
    new Set(['ASIA111111111111N1']),
  )
  expect(standIn.assumed).toHaveLength(1)
  const asked = Object.fromEntries(standIn.assumed[0] ?? [])
  expect(asked).toMatchObject({
    RoleArn: PROD.roleArn,
    ExternalId: PROD.externalId,
    RoleSessionName: 'countersign-worker',
    DurationSeconds: '3600',
  })
  expect(JSON.parse(asked.Policy ?? '').Statement[0].Action).toEqual([...ROLE_ACTIONS, 'kms:Decrypt'])
})

it('renews a session before it ends, and nobody waits for that', async () => {
  const { access, clock } = accessTo(PROD)
  await access.to(arnIn(PROD.id))
  clock.advance(49 * 60_000)
  await access.to(arnIn(PROD.id))
  expect(standIn.assumed).toHaveLength(1)
  clock.advance(2 * 60_000)
  expect(await access.to(arnIn(PROD.id))).toMatchObject({ credentials: { accessKeyId: 'ASIA111111111111N1' } })
  await expect.poll(() => standIn.assumed.length).toBe(2)
  await expect
    .poll(() => access.to(arnIn(PROD.id)))
    .toMatchObject({ credentials: { accessKeyId: 'ASIA111111111111N2' } })
})

it('goes on with the session it has when STS is away at the time of renewal', async () => {
  const { access, clock } = accessTo(PROD)
  await access.to(arnIn(PROD.id))
  standIn.fault = { status: 500, code: 'InternalFailure' }
  clock.advance(55 * 60_000)
  for (let call = 0; call < 5; call += 1) {
    expect((await access.to(arnIn(PROD.id))).kind).toBe('session')
    await expect.poll(() => standIn.assumed.length).toBeGreaterThan(1)
  }
  // One renewal, with the SDK's own second attempt.
  expect(standIn.assumed.length).toBeLessThanOrEqual(1 + 2)
  clock.advance(6 * 60_000)
  expect(await access.to(arnIn(PROD.id))).toMatchObject({ kind: 'later' })
})

it('names account, role and remedy when the role does not let us in, and asks once in ten seconds', async () => {
  const { access, clock } = accessTo(PROD)
  standIn.roles.clear()
  const first = await access.to(arnIn(PROD.id))
  expect(first).toMatchObject({ kind: 'noAccess', error: 'AccessDenied' })
  for (const part of [PROD.id, PROD.label, String(PROD.roleArn), 'external id', '/accounts'])
    expect('detail' in first && first.detail).toContain(part)
  await Promise.all(Array.from({ length: 50 }, () => access.to(arnIn(PROD.id))))
  expect(standIn.assumed).toHaveLength(1)
  clock.advance(10_001)
  await access.to(arnIn(PROD.id))
  expect(standIn.assumed).toHaveLength(2)
})

it('asks at once after a repair that anybody made known, whatever it has remembered', async () => {
  const { access, known } = accessTo(PROD)
  standIn.roles.clear()
  expect((await access.to(arnIn(PROD.id))).kind).toBe('noAccess')
  standIn.roles.set(String(PROD.roleArn), { externalId: PROD.externalId })
  expect((await access.to(arnIn(PROD.id))).kind).toBe('noAccess')
  known.set(PROD.id, { ...PROD, revision: 2 })
  expect((await access.to(arnIn(PROD.id))).kind).toBe('session')
})

it.each([
  ['Throttling', 400],
  ['ServiceUnavailable', 503],
  ['ExpiredToken', 403],
  ['InvalidClientTokenId', 403],
])('takes %s of STS as no word about the role', async (code, status) => {
  const { access } = accessTo(PROD)
  standIn.fault = { code, status }
  expect(await access.to(arnIn(PROD.id))).toMatchObject({ kind: 'later', error: expect.stringContaining('AssumeRole') })
})

it('makes no storm of an STS that does not answer', async () => {
  const { access } = accessTo(PROD)
  standIn.fault = { status: 503, code: 'ServiceUnavailable' }
  for (let call = 0; call < 50; call += 1) await access.to(arnIn(PROD.id))
  // The SDK's own second attempt included.
  expect(standIn.assumed.length).toBeLessThanOrEqual(2)
})

it('keeps regions apart, so that an STS that is down in one stops nothing in another', async () => {
  const { access } = accessTo(PROD)
  expect((await access.to(arnIn(PROD.id, 'eu-west-1'))).kind).toBe('session')
  standIn.fault = { status: 503, code: 'ServiceUnavailable' }
  expect((await access.to(arnIn(PROD.id, 'us-east-1'))).kind).toBe('later')
  expect((await access.to(arnIn(PROD.id, 'eu-west-1'))).kind).toBe('session')
})

it('serves its own account without an entry, and no other', async () => {
  const { access } = accessTo(PROD)
  expect(await access.to(arnIn(HOME))).toEqual({ kind: 'own' })
  expect(await access.to(arnIn('222222222222'))).toMatchObject({ kind: 'noAccess', error: 'unknown-account' })
  expect(standIn.assumed).toHaveLength(0)
})

it('stops calling an account within seconds of its being disabled, and reads it no more often than that', async () => {
  const { access, clock, known, reads } = accessTo(PROD)
  for (let call = 0; call < 100; call += 1) await access.to(arnIn(PROD.id))
  expect(reads()).toBe(1)
  known.set(PROD.id, { ...PROD, disabledAt: new Date(), revision: 2 })
  clock.advance(2_001)
  expect(await access.to(arnIn(PROD.id))).toMatchObject({ kind: 'noAccess', error: 'unknown-account' })
})

it('finds out where it is at home, and whom roles have to trust', async () => {
  const clock = createManualClock()
  const finder = createHomeFinder({ sts, clock, log: silentLog }, { accountId: null, region: 'eu-west-1' })
  expect(await finder.find()).toEqual({ id: HOME, principalArn: `arn:aws:iam::${HOME}:role/CountersignTask` })
  expect(toRoleArn('arn:aws:iam::999999999999:user/ops')).toBe('arn:aws:iam::999999999999:user/ops')
  const alone = createHomeFinder({ sts: null, clock, log: silentLog }, { accountId: null, region: 'eu-west-1' })
  expect(await alone.find()).toBeNull()
})
