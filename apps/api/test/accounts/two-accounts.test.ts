import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccountsWorld, LAB, PROD, roleOf, startAccountsWorld } from './accounts-world.ts'

let world: AccountsWorld
beforeAll(async () => {
  world = await startAccountsWorld()
})
afterAll(() => world.close())

/** Whose keys signed what an engine was called, by operation. */
const callersOf = (place: Parameters<AccountsWorld['engineAt']>[0]) => world.engineAt(place).controls.counters.callers()

describe('two accounts and two regions at once', () => {
  it('are refused at registration until they are set up, with the field and the remedy', async () => {
    const { reply } = await world.start(`${PROD}/eu-west-1`)
    expect(reply).toMatchObject({ status: 422, body: { code: 'unknown-account' } })
    for (const part of ['/context/Execution/Id', PROD, 'Ask an admin', '/accounts']) expect(reply.text).toContain(part)

    await world.addAccount(PROD)
    await world.addAccount(LAB, { regions: ['eu-west-1'] })
    const elsewhere = await world.start(`${LAB}/us-east-1`)
    expect(elsewhere.reply).toMatchObject({ status: 422, body: { code: 'region-not-allowed' } })
    for (const part of ['eu-west-1', 'us-east-1', '/accounts']) expect(elsewhere.reply.text).toContain(part)
    await world.change(LAB, { regions: ['us-east-1'] })
    // Nothing was sent anywhere for what was refused.
    expect(world.sts.assumed).toEqual([])
  })

  it('get their decisions and heartbeats at the right engine, signed with the right role', async () => {
    const places = [`${PROD}/eu-west-1`, `${PROD}/us-east-1`, `${LAB}/us-east-1`] as const
    const waiting = await Promise.all(
      places.flatMap((place) =>
        [1, 2].map(async () => ({ place, ...(await world.ask(place, { heartbeatSeconds: 2 })) })),
      ),
    )
    for (const place of places)
      await expect
        .poll(() => Object.values(callersOf(place).SendTaskHeartbeat ?? {}).reduce((a, b) => a + b, 0), {
          timeout: 10_000,
        })
        .toBeGreaterThanOrEqual(2)
    await Promise.all(waiting.map(({ id }) => world.approve(id)))
    for (const { place, executionArn, id } of waiting) {
      expect(await world.outcomeOf(place, executionArn)).toContain('TaskSucceeded')
      await world.callbackIs(id, 'confirmed')
    }
    for (const place of places) {
      const [account = ''] = place.split('/')
      const keys = Object.entries(callersOf(place))
        .filter(([api]) => /^(SendTask|GetExecution)/.test(api))
        .flatMap(([, callers]) => Object.keys(callers))
      expect(keys.length).toBeGreaterThan(0)
      for (const key of keys) if (key !== 'local') expect(key).toMatch(new RegExp(`^ASIA${account}N`))
      for (const [token, { accepted }] of Object.entries(world.engineAt(place).controls.counters.answers()))
        expect(accepted, token).toBe(1)
    }
    // Once for each account, region and process, however much was sent.
    expect(world.sts.assumed.length).toBeLessThanOrEqual(2 * places.length)
  })
})

describe('a role that disappears', () => {
  it('parks what is due with account, role and remedy, and lets it go on when the check passes', async () => {
    const place = `${LAB}/us-east-1` as const
    const { executionArn, id } = await world.ask(place)
    // The role is gone, and with it what its sessions may do.
    const role = world.sts.roles.get(roleOf(LAB))
    world.sts.roles.delete(roleOf(LAB))
    const denied = world.engineAt(place).controls.faults.add({ api: '*', kind: 'accessDenied' })
    await world.approve(id)
    const parked = await world.callbackIs(id, 'parked')
    for (const part of [LAB, roleOf(LAB), '/accounts']) expect(parked.callback?.detail).toContain(part)

    const failed = await world.check(LAB)
    expect(failed).toMatchObject({ parked: 1, lastCheck: { passed: false } })
    expect(JSON.stringify(failed.lastCheck)).toContain('does not let Countersign assume')
    expect((await world.read(id)).callback?.status).toBe('parked')

    world.engineAt(place).controls.faults.remove(denied)
    if (role) world.sts.roles.set(roleOf(LAB), role)
    expect(await world.check(LAB)).toMatchObject({ parked: 0, lastCheck: { passed: true } })
    await world.callbackIs(id, 'confirmed')
    expect(await world.outcomeOf(place, executionArn)).toContain('TaskSucceeded')
    expect(await world.auditTypes(id)).toEqual(
      expect.arrayContaining(['callback.failed', 'security.callback_released', 'callback.confirmed']),
    )
  })

  it('keeps nobody else waiting', async () => {
    const shut = await world.ask(`${LAB}/us-east-1`)
    const open = await world.ask(`${PROD}/us-east-1`)
    const denied = world.engineAt(`${LAB}/us-east-1`).controls.faults.add({ api: '*', kind: 'accessDenied' })
    await Promise.all([world.approve(shut.id), world.approve(open.id)])
    await world.callbackIs(open.id, 'confirmed')
    await world.callbackIs(shut.id, 'parked')
    world.engineAt(`${LAB}/us-east-1`).controls.faults.remove(denied)
    // Whoever saves it says that all is well.
    await world.change(LAB, { label: 'Lab' })
    await world.callbackIs(shut.id, 'confirmed')
  })

  it('is not called while it is disabled, and goes on where it was when enabled', async () => {
    const { id } = await world.ask(`${PROD}/eu-west-1`, { heartbeatSeconds: 2 })
    await world.change(PROD, { disabled: true })
    expect((await world.start(`${PROD}/eu-west-1`)).reply).toMatchObject({ body: { code: 'unknown-account' } })
    const closed = () => world.lines.filter((line) => line.includes('account_closed') && line.includes(PROD))
    await expect.poll(closed, { timeout: 10_000 }).toHaveLength(1)
    await world.approve(id)
    expect((await world.callbackIs(id, 'parked')).callback?.detail).toContain('disabled')
    await world.change(PROD, { disabled: false })
    await world.callbackIs(id, 'confirmed')
  })
})
