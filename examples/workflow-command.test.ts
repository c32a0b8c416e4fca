import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from './testing/run-workflow.ts'

const script = join(import.meta.dirname, '../scripts/workflow.mjs')

let stage: Stage
let home: string
beforeAll(async () => {
  stage = await openStage()
  home = await mkdtemp(join(tmpdir(), 'countersign-home-'))
  const demo = { stepFunctionsEndpoint: stage.endpoint, apiUrl: stage.desk.url, apiKey: 'a key of the test' }
  await writeFile(join(home, 'demo.json'), JSON.stringify(demo))
})
afterAll(async () => {
  await stage.close()
  await rm(home, { recursive: true, force: true })
})

async function workflow(...args: string[]) {
  const env = { ...process.env, COUNTERSIGN_HOME: home }
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [script, ...args], { env })) }
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string }
  }
}

test('start runs another execution and prints the address of its approval', async () => {
  const { stdout } = await workflow('start', 'order-saga', '--timeout', '600', '--heartbeat', '60')
  const { approval, executionArn } = await stage.desk.next()
  expect(approval).toMatchObject({ timeoutSeconds: 600, heartbeatSeconds: 60 })
  expect(stdout).toContain(`Execution  ${executionArn}\n`)
  expect(stdout).toMatch(/Approval {3}https:\/\/countersign\.example\/inbox\/apr_\w+\n/)
})

test('start says why when the workflow ended without asking', async () => {
  const { code, stderr } = await workflow('start', 'order-saga', '--input', '{"lines":[]}')
  expect(code).toBe(1)
  expect(stderr).toContain('InvalidOrder')
})

test('start says which workflows there are when it does not know one', async () => {
  const { code, stderr } = await workflow('start', 'order-sage')
  expect(code).toBe(1)
  expect(stderr).toMatch(/There is no workflow order-sage\. Known: .*order-saga/)
})

test('refuses a timer that is not a number of seconds', async () => {
  const { code, stderr } = await workflow('start', 'refund', '--timeout', 'soon')
  expect(code).toBe(1)
  expect(stderr).toBe('--timeout takes a positive number of seconds, not soon\n')
})
