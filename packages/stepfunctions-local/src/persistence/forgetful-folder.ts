import { randomBytes } from 'node:crypto'
import { forgetfulJournal } from '../engine/journal.ts'
import type { DataFolder } from './data-folder.ts'

/** In place of a data folder: the same code path, and everything ends with the process. */
export function forgetfulFolder(): DataFolder {
  return {
    secret: randomBytes(32),
    resources: { machines: [], activities: [], revisions: new Map() },
    record: () => Promise.resolve(),
    executions: [],
    openJournal: () => forgetfulJournal,
    close() {},
  }
}
