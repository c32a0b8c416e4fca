import { randomBytes, randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { childMachine } from '../engine/child-machine.ts'
import type { Execution } from '../engine/execution.ts'
import type { Journal, JournalEntry } from '../engine/journal.ts'
import type { RecordResource } from '../engine/resources.ts'
import { compact } from './compact.ts'
import { createFileJournal, type FileJournal } from './file-journal.ts'
import { readLines } from './read-lines.ts'
import { createResourceLog, type Resources, readResources } from './resource-log.ts'
import { restoreExecution } from './restore-execution.ts'

/** What outlives the process: the secret of the tokens, machines and activities, and a journal per execution. */
export interface DataFolder {
  readonly secret: Buffer
  readonly resources: Resources
  readonly record: RecordResource
  /** In the order they were started. */
  readonly executions: readonly Execution[]
  openJournal(): Journal
  /** From here on nothing is written: what a shutdown does to running work is not history. */
  close(): void
}

export function openDataFolder(path: string): DataFolder {
  const journalFolder = join(path, 'executions')
  mkdirSync(journalFolder, { recursive: true, mode: 0o700 })
  const resourcePath = join(path, 'resources.jsonl')
  const resources = readResources(resourcePath)
  const journals: FileJournal[] = []

  function open(name: string, isNew: boolean): FileJournal {
    const journal = createFileJournal(join(journalFolder, name), isNew)
    journals.push(journal)
    return journal
  }

  function restore(name: string): Execution[] {
    const file = join(journalFolder, name)
    const entries = readLines(file) as unknown as JournalEntry[]
    compact(file, entries)
    const execution = restoreExecution(entries, revisionOf, open(name, false))
    // The start was never answered: nobody knows of this execution.
    if (execution === undefined) rmSync(file)
    return execution === undefined ? [] : [execution]
  }

  function revisionOf(revisionId: string) {
    const [root = revisionId, label] = revisionId.split('/')
    const machine = resources.revisions.get(root)
    if (machine === undefined) throw new Error(`${resourcePath} does not know the revision ${revisionId}`)
    return label === undefined ? machine : childMachine(machine, label)
  }

  const executions = readdirSync(journalFolder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap(restore)
    .sort((left, right) => left.startedAt - right.startedAt)

  return {
    secret: readSecret(join(path, 'secret')),
    resources,
    record: createResourceLog(resourcePath),
    executions,
    openJournal: () => open(`${randomUUID()}.jsonl`, true),
    close() {
      for (const journal of journals) journal.close()
    },
  }
}

/** With another secret every token issued before would be a stranger's. */
function readSecret(path: string): Buffer {
  if (existsSync(path)) return readFileSync(path)
  const secret = randomBytes(32)
  const file = openSync(path, 'wx', 0o600)
  writeSync(file, secret)
  fsyncSync(file)
  closeSync(file)
  return secret
}
