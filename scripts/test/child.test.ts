import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { startChild } from '../lib/child.mjs'

const SLEEPER = `
  process.on('SIGTERM', () => { console.log('asked to end'); process.exit(7) })
  console.log('pid ' + process.pid)
  setInterval(() => {}, 1000)`
const STUBBORN = `process.on('SIGTERM', () => {}); console.log('pid ' + process.pid); setInterval(() => {}, 1000)`

test('a child that is stopped may end in its own way', async () => {
  const { child, lines, ready } = start(SLEEPER)
  await ready
  await child.stop()
  expect(await child.exited).toBe(7)
  expect(lines).toContain('asked to end')
})

test('a child that does not listen is ended by force', async () => {
  const { child, lines, ready } = start(STUBBORN)
  await ready
  await child.stop(50)
  await expect.poll(() => isAlive(pidIn(lines[0]))).toBe(false)
})

test('a child does not outlive us when we are killed', async () => {
  const module = fileURLToPath(new URL('../lib/child.mjs', import.meta.url))
  const parent = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { startChild } from ${JSON.stringify(module)}
     startChild(process.execPath, ['--eval', ${JSON.stringify(STUBBORN.replace('() => {}', '() => process.exit()'))}], { onLine: console.log })`,
  ])
  const [line] = await once(createInterface({ input: parent.stdout }), 'line')
  const pid = pidIn(line)
  expect(isAlive(pid)).toBe(true)
  parent.kill('SIGKILL')
  await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false)
})

test('a child that ends by itself leaves no watcher behind', async () => {
  const { child } = start('')
  expect(await child.exited).toBe(0)
  await expect.poll(() => isAlive(-(child.pid ?? 0))).toBe(false)
})

function start(code: string) {
  const lines: string[] = []
  let sayReady = () => {}
  const ready = new Promise<void>((resolve) => {
    sayReady = resolve
  })
  const child = startChild(process.execPath, ['--eval', code], {
    onLine(line) {
      lines.push(line)
      sayReady()
    },
  })
  return { child, lines, ready }
}

const pidIn = (line: string | undefined) => Number(line?.replace('pid ', ''))

/** A process that ended and waits for its parent to notice is not alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const status = `/proc/${pid}/stat`
  return !existsSync(status) || !readFileSync(status, 'utf8').includes(') Z ')
}
