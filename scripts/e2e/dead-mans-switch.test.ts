import { rm } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../browser.mjs'
import { makeEmptyHome } from './empty-home.ts'
import { type Person, signInAs } from './person.ts'
import { workerOf } from './processes-of.ts'
import { type RunningCountersign, startCountersign } from './running-countersign.ts'
import { until } from './until.ts'
import { visitAs } from './visitor.ts'
import { isWaiting, openWorkflows, statesOf, type Workflows } from './workflows.ts'

// Acceptance 2. What is promised here is promised in real time, by real processes and timers: so this file waits for real.
// apps/api/test/heartbeat holds the same promises by hand-moved clocks.
let home: string
let countersign: RunningCountersign
let workflows: Workflows
let browser: Browser
let priya: Person

beforeAll(async () => {
  home = await makeEmptyHome()
  ;[countersign, browser] = await Promise.all([startCountersign(home), launchBrowser()])
  workflows = await openWorkflows(countersign.demo)
  priya = await signInAs(countersign.demo, 'usr_priya')
})
afterAll(async () => {
  await browser?.close()
  workflows?.close()
  await countersign?.interrupt()
  await rm(home, { recursive: true, force: true })
})

const DAY = 86_400

function killWorker(): number {
  const pid = workerOf(home)
  if (!pid) throw new Error('no worker runs')
  process.kill(pid, 'SIGKILL')
  return pid
}

async function isStillWaiting(executionArn: string): Promise<boolean> {
  return isWaiting(await workflows.history(executionArn))
}

test('a task with HeartbeatSeconds 3 is alive after 30 s in which nobody decided', async () => {
  const { executionArn, approvalId } = await workflows.startOrder('71001', { timeoutSeconds: DAY, heartbeatSeconds: 3 })
  await wait(30_000)
  expect(await isStillWaiting(executionArn)).toBe(true)
  const { status, heartbeat } = await priya.approval(approvalId)
  expect(status).toBe('pending')
  expect(Date.parse(heartbeat?.lastAt ?? '')).toBeGreaterThan(Date.now() - 6_000)
  await priya.vote(approvalId, 'approve')
  expect((await workflows.ended(executionArn)).status).toBe('SUCCEEDED')
})

test('a worker that is killed with -9 and is back in time saves the workflow', async () => {
  const { executionArn, approvalId } = await workflows.startOrder('71002', {
    timeoutSeconds: DAY,
    heartbeatSeconds: 12,
  })
  const killed = killWorker()
  await until('another worker runs', async () => {
    const pid = workerOf(home)
    return pid && pid !== killed ? pid : undefined
  })
  // Without the successor's beats the task is dead 12 s after it began to wait.
  await wait(16_000)
  expect(await isStillWaiting(executionArn)).toBe(true)
  await priya.vote(approvalId, 'approve')
  expect((await workflows.ended(executionArn)).status).toBe('SUCCEEDED')
})

test('with the worker killed for longer than the heartbeat the workflow fails by itself, and the page says why', async () => {
  const { executionArn, approvalId } = await workflows.startOrder('71003', { timeoutSeconds: DAY, heartbeatSeconds: 3 })
  const { page, bar, context } = await visitAs(browser, countersign.demo, 'Priya Raman')
  await page.goto(`/inbox?open=${approvalId}`)
  await bar.getByRole('button', { name: /^Charge and ship/ }).waitFor()

  // The starter, which would revive the worker at once, stands still meanwhile; the engine runs on.
  countersign.process.kill('SIGSTOP')
  killWorker()
  const ended = await workflows.ended(executionArn, 10_000).finally(() => countersign.process.kill('SIGCONT'))
  expect(ended).toMatchObject({ status: 'FAILED', error: 'OrderFailed' })
  const lapsed = ended.events.find(({ type }) => type === 'TaskTimedOut')
  // The history calls both lapses States.Timeout, as AWS does; only a Catch tells them apart, here by its route.
  expect(lapsed?.taskTimedOutEventDetails?.error).toBe('States.Timeout')
  expect(statesOf(ended.events).slice(3)).toEqual(['ReviewUnattended', 'ReleaseReservation', 'OrderFailed'])

  await page.getByText('This approval has expired').waitFor()
  await page.getByText('The task missed its heartbeat, so the workflow stopped waiting.').first().waitFor()
  expect(await priya.approval(approvalId)).toMatchObject({ status: 'expired', closed: { reason: 'heartbeat_missed' } })
  await context.close()
})
