import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { MachineSnapshot } from '../engine/execution.ts'
import type { Activity, Machine, RecordResource, ResourceEntry } from '../engine/resources.ts'
import { readAcceptedDefinition } from '../language/parse-definition.ts'
import { readLines } from './read-lines.ts'
import { syncFolder } from './sync-folder.ts'

export interface Resources {
  readonly machines: readonly Machine[]
  readonly activities: readonly Activity[]
  /** Every revision a machine ever had: an execution runs by the one it was started with. */
  readonly revisions: ReadonlyMap<string, MachineSnapshot>
}

export function readResources(path: string): Resources {
  const machines = new Map<string, Machine>()
  const activities = new Map<string, Activity>()
  const revisions = new Map<string, MachineSnapshot>()
  for (const entry of existsSync(path) ? (readLines(path) as unknown as ResourceEntry[]) : []) {
    if (entry.t === 'machine') {
      const machine = { ...entry.machine, definition: readAcceptedDefinition(entry.machine.definitionText) }
      machines.set(machine.arn, machine)
      revisions.set(machine.revisionId, machine)
    } else if (entry.t === 'machineDeleted') machines.delete(entry.arn)
    else if (entry.t === 'activity') activities.set(entry.activity.arn, entry.activity)
    else activities.delete(entry.arn)
  }
  return { machines: [...machines.values()], activities: [...activities.values()], revisions }
}

/** Appends one change at a time, in the order they were made. */
export function createResourceLog(path: string): RecordResource {
  let last: Promise<void> = Promise.resolve()
  return (entry) => {
    const written = last.then(() => append(path, `${JSON.stringify(entry)}\n`))
    // A failed write is its caller's to report; the next one is tried all the same.
    last = written.catch(() => {})
    return written
  }
}

async function append(path: string, line: string): Promise<void> {
  const isNew = !existsSync(path)
  const file = await open(path, 'a', 0o600)
  try {
    await file.write(line)
    await file.datasync()
  } finally {
    await file.close()
  }
  if (isNew) await syncFolder(dirname(path))
}
