import { appendFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Journal } from '../engine/journal.ts'
import { syncFolder } from './sync-folder.ts'

export interface FileJournal extends Journal {
  /** Writes what is pending and takes nothing more: what happens while the process shuts down is not history. */
  close(): void
}

/**
 * One execution's journal: a line of JSON per entry, appended only. Files are opened for each write: ten thousand
 * waiting executions would otherwise hold ten thousand descriptors.
 */
export function createFileJournal(path: string, isNew: boolean): FileJournal {
  let pending: string[] = []
  let scheduled = false
  let closed = false
  let folderSynced = !isNew
  let syncing: Promise<void> | undefined

  function flush(): void {
    if (pending.length === 0) return
    const lines = pending.join('')
    pending = []
    appendFileSync(path, lines, { mode: 0o600 })
  }

  async function syncFile(): Promise<void> {
    flush()
    const file = await open(path, 'a')
    try {
      await file.datasync()
    } finally {
      await file.close()
    }
    if (folderSynced) return
    await syncFolder(dirname(path))
    folderSynced = true
  }

  return {
    append(entry) {
      if (closed) return
      pending.push(`${JSON.stringify(entry)}\n`)
      if (scheduled) return
      scheduled = true
      setImmediate(() => {
        scheduled = false
        flush()
      })
    },
    flush,
    async sync() {
      if (closed) return
      // A sync under way may have begun before the last append: wait for it, then run another.
      while (syncing !== undefined) await syncing
      syncing = syncFile().finally(() => {
        syncing = undefined
      })
      await syncing
    },
    close() {
      flush()
      closed = true
    },
  }
}
