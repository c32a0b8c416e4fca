import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import type { JournalEntry } from '../engine/journal.ts'

/** Rewriting a file costs more than reading some heartbeats too many; a task that waits for months sends millions. */
const superfluousBeats = 1_000

/** Drops the heartbeats that later ones have overtaken, when there are many of them. */
export function compact(path: string, entries: readonly JournalEntry[]): void {
  const lastBeat = new Map<string, JournalEntry>()
  let beats = 0
  for (const entry of entries) {
    if (entry.t !== 'heartbeat') continue
    lastBeat.set(entry.k, entry)
    beats++
  }
  if (beats - lastBeat.size < superfluousBeats) return
  const kept = entries.filter((entry) => entry.t !== 'heartbeat' || lastBeat.get(entry.k) === entry)
  const temporary = `${path}.compact`
  writeFileSync(temporary, kept.map((entry) => `${JSON.stringify(entry)}\n`).join(''), { mode: 0o600 })
  const file = openSync(temporary, 'r+')
  fsyncSync(file)
  closeSync(file)
  renameSync(temporary, path)
}
