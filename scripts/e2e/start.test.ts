import { statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { killAll, processesOf, workerOf } from './processes-of.ts'
import { type RunningCountersign, startCountersign } from './running-countersign.ts'

let home: string
let countersign: RunningCountersign
const laterStarts: number[] = []

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-home-'))
  countersign = await startCountersign(home)
})
afterAll(async () => {
  await countersign?.interrupt()
  await rm(home, { recursive: true, force: true })
})

test('prints one address, behind which both the web app and the API answer', async () => {
  const { webUrl } = countersign.demo
  expect(countersign.lines.filter((line) => line.trim() === webUrl)).toHaveLength(1)
  expect((await fetch(`${webUrl}/sign-in`)).headers.get('content-type')).toContain('text/html')
  expect((await fetch(`${webUrl}/readyz`)).status).toBe(200)
})

test('keeps its secrets readable for their owner only', () => {
  for (const name of ['demo.json', 'secrets.json', 'state.json']) {
    expect([name, statSync(join(home, name)).mode & 0o777]).toEqual([name, 0o600])
  }
})

test('has approvals that executions on the local engine wait for', async () => {
  expect((await pendingApprovals()).length).toBeGreaterThan(0)
})

test('a worker that is killed is started again, and said so', async () => {
  process.kill(workerOf(home) ?? 0, 'SIGKILL')
  await expect.poll(() => countersign.lines.join('\n'), { timeout: 20_000 }).toContain('worker is back')
  expect(countersign.lines.join('\n')).toContain('worker ended unexpectedly')
})

test('refuses a second start on the same data', async () => {
  await expect(startCountersign(home)).rejects.toThrow(/already runs from this folder/)
})

test('Ctrl-C stops every process within five seconds; the next start finds the data', async () => {
  const before = await pendingApprovals()
  const { apiKey } = countersign.demo
  expect(await countersign.interrupt()).toEqual({ code: 0, seconds: expect.closeTo(2.5, -0.7) })
  expect(processesOf(home)).toEqual([])

  countersign = await startCountersign(home)
  laterStarts.push(countersign.secondsToReady)
  expect(countersign.demo.apiKey).toBe(apiKey)
  expect(await unknownOf(before)).toEqual([])
})

test('a start after everything was killed at once finds the data too', async () => {
  const before = await pendingApprovals()
  killAll(home)
  await expect.poll(() => processesOf(home), { timeout: 10_000 }).toEqual([])

  countersign = await startCountersign(home)
  laterStarts.push(countersign.secondsToReady)
  expect(await unknownOf(before)).toEqual([])
})

test('starts after the first take six seconds at most', () => {
  // The better of two: a machine that is busy with something else for a moment is not our failure.
  expect(Math.min(...laterStarts)).toBeLessThan(6)
})

async function pendingApprovals(): Promise<{ id: string }[]> {
  const response = await asAdmin('/v1/approvals?status=pending&limit=100')
  return ((await response.json()) as { items: { id: string }[] }).items
}

/** Those that are gone. One that is only no longer pending is right: nobody sent its heartbeats in the meantime. */
async function unknownOf(approvals: { id: string }[]): Promise<string[]> {
  const unknown: string[] = []
  for (const { id } of approvals) if (!(await asAdmin(`/v1/approvals/${id}`)).ok) unknown.push(id)
  return unknown
}

async function asAdmin(path: string): Promise<Response> {
  const { apiUrl, webUrl } = countersign.demo
  const signIn = await fetch(`${apiUrl}/auth/demo/sign-in`, {
    method: 'POST',
    headers: { origin: webUrl, 'content-type': 'application/json' },
    body: JSON.stringify({ userId: 'usr_helen' }),
  })
  const cookie = signIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  return fetch(`${apiUrl}${path}`, { headers: { cookie } })
}
