/** What the channels have yet to do, over all workers. Counts end at `MOST_COUNTED`. */
export interface Backlog {
  /** Lines of the log that the channels have not been told yet. */
  readonly untoldLines: number
  /** Jobs that could run now. */
  readonly dueJobs: number
  readonly oldestDueJobSeconds: number
  /** Jobs that were given up; somebody has to look (docs/runbook.md). */
  readonly failedJobs: number
  /** Since the oldest event happened that an enabled endpoint has not taken yet. */
  readonly oldestWaitingDeliverySeconds: number
  /** Slack workspaces that asked to wait, or do not answer. */
  readonly pausedWorkspaces: number
}

export const MOST_COUNTED = 10_000

export type ReadBacklog = () => Promise<Backlog>
