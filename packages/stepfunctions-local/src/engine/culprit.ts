import type { Execution } from './execution.ts'

/** Remembers, over a restart, the branch or item that failed first: what it took along must not come back to life. */
export function recordCulprit(execution: Execution, attemptPath: string, index: number): void {
  const k = keyOf(execution, attemptPath)
  if (execution.culprits.has(k)) return
  execution.culprits.set(k, index)
  execution.journal.append({ t: 'culprit', k, index })
}

/** In a replay of an attempt that failed, the only branch or item to run; the others had been given up. */
export function findCulprit(execution: Execution, attemptPath: string): number | undefined {
  return execution.culprits.get(keyOf(execution, attemptPath))
}

/** A redrive runs everything again that had not succeeded. */
function keyOf({ redriveCount }: Execution, attemptPath: string): string {
  return `${attemptPath}/r${redriveCount}`
}
