import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerOf } from '../testing/answers.ts'
import { openStage, type Stage } from '../testing/run-workflow.ts'
import { demoWeek } from './demo-week.mjs'

const week = demoWeek(new Date('2026-11-20T09:00:00Z'))

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

test('every case asks once, in a way the contract accepts, and ends well when approved', async () => {
  const running = new Map<string, string>()
  for (const { machine, name, input } of week) running.set(await stage.start(machine, input), name)

  const asked = await Promise.all(week.map(() => stage.desk.next()))
  expect(new Set(asked.map(({ executionArn }) => executionArn)).size).toBe(week.length)
  for (const { token, approval } of asked) {
    expect(approval.timeoutSeconds).toBeGreaterThan(approval.heartbeatSeconds ?? 0)
    const [first] = approval.outcomes ?? []
    await stage.succeed(token, answerOf(first?.id ?? ''))
  }
  for (const [execution, name] of running)
    expect([name, (await stage.ended(execution)).status]).toEqual([name, 'SUCCEEDED'])
})

test('leaves at least fourteen approvals open, spread over the four teams', async () => {
  const open = week.filter(({ afterwards, input }) => !afterwards && input.review.timeoutSeconds > 3_600)
  expect(open.length).toBeGreaterThanOrEqual(14)
  const teams = new Map<string, number>()
  for (const { machine, name, input } of open) {
    await stage.start(machine, { ...input, id: `${name}-again`, run: `${name}-again` })
    const team = (await stage.desk.next()).approval.team ?? ''
    teams.set(team, (teams.get(team) ?? 0) + 1)
  }
  expect([...teams.keys()].sort()).toEqual(['fulfilment', 'machine-learning', 'payments', 'platform'])
  for (const count of teams.values()) expect(count).toBeGreaterThanOrEqual(2)
})

test('gives a reason that the rejected approval offers', async () => {
  for (const { machine, name, input, afterwards } of week) {
    const { outcome, reason } = afterwards?.decide ?? {}
    if (outcome !== 'reject') continue
    await stage.start(machine, { ...input, id: `${name}-third`, run: `${name}-third` })
    const { approval } = await stage.desk.next()
    const reasons = approval.outcomes?.find(({ id }) => id === 'reject')?.reasons.map(({ id }) => id)
    expect(reasons).toContain(reason)
  }
})
