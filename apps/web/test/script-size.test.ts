import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, inject, test } from 'vitest'

const BUILD = fileURLToPath(new URL('../.next/', import.meta.url))

test("the inbox ships at most 200 KB of compressed script over Next's own (P7)", async () => {
  const html = await (await fetch(`http://127.0.0.1:${inject('nextPort')}/inbox`)).text()
  const manifest = JSON.parse(readFileSync(`${BUILD}build-manifest.json`, 'utf8')) as {
    rootMainFiles: string[]
    polyfillFiles: string[]
  }
  const own = new Set([...manifest.rootMainFiles, ...manifest.polyfillFiles])
  const files = new Set([...html.matchAll(/static\/chunks\/[\w.~-]+\.js/g)].map(([path]) => path))
  const ours = [...files].filter((file) => !own.has(file))
  const bytes = ours.reduce((sum, file) => sum + gzipSync(readFileSync(`${BUILD}${file}`)).length, 0)
  expect(ours.length).toBeGreaterThan(0)
  expect(bytes).toBeLessThanOrEqual(200 * 1024)
})
