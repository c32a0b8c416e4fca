import { setTimeout as pause } from 'node:timers/promises'

/** How it fails: the process dies, the call hangs and gives up, or the connection breaks at once. */
export type CrashKind = 'kill' | 'timeout' | 'reset'

export interface CrashEffects {
  kill(): void
  /** Hears of every failure but the last one of a process. */
  failed(point: string, kind: CrashKind): void
}

/** Long enough for others to move in between. */
const HANG_MS = 1_000

export class FailedOnPurpose extends Error {
  readonly code: string

  constructor(kind: CrashKind) {
    super('failed on purpose, for a test')
    this.name = kind === 'timeout' ? 'TimeoutError' : 'Error'
    this.code = kind === 'timeout' ? 'ETIMEDOUT' : 'ECONNRESET'
  }
}

/**
 * Reads `point[:times][:kind]`, several of them behind commas: at the so-manieth time that the point is reached (the
 * first when left out) it fails in that way (`kill` when left out), once.
 */
export function createFailures(setting: string, { kill, failed }: CrashEffects) {
  const planned = setting.split(',').map((entry) => {
    const [point = '', ...rest] = entry.split(':')
    const times = rest.find((each) => /^\d+$/.test(each))
    const kind = rest.find((each): each is CrashKind => each === 'timeout' || each === 'reset')
    return { point, kind: kind ?? 'kill', left: Number(times ?? 1) }
  })

  function meet(point: string): CrashKind | undefined {
    const here = planned.filter((each) => each.point === point)
    for (const each of here) each.left -= 1
    // One at a time: another that is due waits for the next visit.
    const due = here.find((each) => each.left <= 0)
    if (!due) return undefined
    planned.splice(planned.indexOf(due), 1)
    if (due.kind === 'kill') kill()
    else failed(point, due.kind)
    return due.kind
  }

  return {
    /** Where no connection is in use: a failure other than death would be none. */
    passSync(point: string): void {
      meet(point)
    },
    async pass(point: string): Promise<void> {
      const kind = meet(point)
      if (kind === 'timeout') await pause(HANG_MS)
      if (kind) throw new FailedOnPurpose(kind)
    },
  }
}
