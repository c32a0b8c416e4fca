import { spawnSync } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { expect, it } from 'vitest'
import { signCheckpoint } from '../../src/domain/audit/checkpoint.ts'
import { checkpointLine, exportEnd, exportHeader } from '../../src/domain/audit/export-lines.ts'
import { appendLeaves, EMPTY_RANGE, leafHash, rootOf } from '../../src/domain/audit/merkle-tree.ts'
import { verifierKey } from '../../src/domain/audit/signed-note.ts'
import { CHAIN_START } from '../../src/domain/audit-chain.ts'
import { chainEntry } from '../../src/domain/audit-leaf.sample.ts'
import { aSigningKey, ORIGIN } from '../audit/audit-world.ts'
import { someEntry } from '../audit/built-log.ts'
import { batteryTimeoutMs, report, size } from './size.ts'

const ENTRIES = size(3_000, 1_000_000)
const EVERY = 1_000
const BIN = join(import.meta.dirname, '../../../../packages/countersign-verify/bin/countersign-verify.mjs')
/** Half of what the file has: who reads it into memory does not get to its end. */
const HEAP_MB = 64

const key = aSigningKey()
const keyText = verifierKey(ORIGIN, key.publicKey)

/** As the service exports it, but made on the way: a million entries in a database take longer than what is measured. */
async function* exported(entries: number): AsyncGenerator<string> {
  const start = { key: keyText, first: 1, last: entries, before: null }
  yield exportHeader(start)
  let head = CHAIN_START
  let range = EMPTY_RANGE
  while (head.seq < entries) {
    const leaves: string[] = []
    while (leaves.length < EVERY && head.seq < entries) {
      const next = chainEntry(head, someEntry(head.seq))
      leaves.push(next.leaf)
      head = next
    }
    range = appendLeaves(range, leaves.map(leafHash)).range
    const note = signCheckpoint(ORIGIN, { size: head.seq, root: rootOf(range) }, key)
    yield `${leaves.join('\n')}\n${checkpointLine({ size: head.seq, note })}`
  }
  yield exportEnd(start, head.hash)
}

it(
  'D2: an export is verified offline, within a minute and in constant memory',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-d2-'))
    try {
      const file = join(folder, 'export.ndjson')
      await pipeline(Readable.from(exported(ENTRIES)), createWriteStream(file))
      const started = performance.now()
      const args = [`--max-old-space-size=${HEAP_MB}`, BIN, file, '--key', keyText, '--json']
      const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8', env: {} })
      const seconds = (performance.now() - started) / 1_000
      expect(JSON.parse(stdout)).toMatchObject({ fault: null, entries: ENTRIES, checkpoints: ENTRIES / EVERY })
      expect(status).toBe(0)
      expect(seconds).toBeLessThan(60)
      report('D2', {
        entries: ENTRIES,
        'file in MB': Math.round((await stat(file)).size / 1e6),
        'seconds to verify': seconds.toFixed(1),
        'heap allowed in MB': HEAP_MB,
      })
    } finally {
      await rm(folder, { recursive: true })
    }
  },
  batteryTimeoutMs(60_000),
)
