import type { HistoryEvent } from './history-event.ts'
import type { MapRun, MapRunShare } from './map-run.ts'

/**
 * What an execution has to remember to be continued by another process.
 * J1: every history event is recorded under a key that says where in the workflow it happened, such as
 *     `/Review#0/r0a1/scheduled`. Running the definition again against the journal yields the recorded event instead
 *     of a new one, so a restart reaches the point where the last process stopped, with the same ids, instants,
 *     tokens and deadlines.
 * J2: nothing that another party was told is unsynced: `sync` resolves only when all that was appended is durable.
 */
export interface Journal {
  append(entry: JournalEntry): void
  /** Hands what was appended to the operating system: it survives the death of this process. */
  flush(): void
  /** Resolves when what was appended survives the death of the machine. */
  sync(): Promise<void>
}

export type JournalEntry =
  | {
      readonly t: 'start'
      readonly arn: string
      readonly name: string
      readonly inputText: string
      readonly startedAt: number
      readonly seed: string
      /** The definition it runs by; the resource log has it. */
      readonly revisionId: string
      readonly share?: MapRunShare
    }
  | { readonly t: 'mapRun'; readonly run: MapRun }
  | {
      readonly t: 'event'
      readonly k: string
      readonly e: HistoryEvent
      readonly next?: string
      readonly heartbeat?: true
    }
  /** J3: which branch or item failed first, so that a replay leaves alone what was given up because of it. */
  | { readonly t: 'culprit'; readonly k: string; readonly index: number }
  | { readonly t: 'heartbeat'; readonly k: string; readonly at: number }
  | { readonly t: 'redrive'; readonly at: number; readonly clientToken?: string }

/** Without a data folder executions live and end with the process. */
export const forgetfulJournal: Journal = {
  append() {},
  flush() {},
  sync: () => Promise.resolve(),
}
