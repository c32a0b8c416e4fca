import { Gauge, type Registry } from 'prom-client'
import type { Backlog, ReadBacklog } from '../../ports/backlog.ts'

/** Several scrapers, or one in a hurry, cost one look. */
const KEEP_MS = 10_000

const GAUGES: readonly (readonly [name: string, help: string, value: (backlog: Backlog) => number])[] = [
  ['news_waiting', 'Lines of the log that the channels have not been told', ({ untoldLines }) => untoldLines],
  ['jobs_due', 'Jobs that could run now, all workers, counted up to 10,000', ({ dueJobs }) => dueJobs],
  ['jobs_due_oldest_seconds', 'How long the oldest of them has been due', (backlog) => backlog.oldestDueJobSeconds],
  ['jobs_failed', 'Jobs that were given up and wait for somebody', ({ failedJobs }) => failedJobs],
  [
    'webhook_oldest_waiting_seconds',
    'Age of the oldest event that an enabled endpoint has not taken',
    (backlog) => backlog.oldestWaitingDeliverySeconds,
  ],
  [
    'slack_paused_workspaces',
    'Slack workspaces that are not called for a while',
    (backlog) => backlog.pausedWorkspaces,
  ],
]

/** Read when scraped. Without a database the gauges have no value, and the other metrics are served all the same. */
export function observeBacklog(registers: Registry[], read: ReadBacklog): void {
  let last: { readonly until: number; readonly backlog: Promise<Backlog | undefined> } | undefined
  const look = () => {
    const now = performance.now()
    if (!last || now > last.until) last = { until: now + KEEP_MS, backlog: read().catch(() => undefined) }
    return last.backlog
  }
  for (const [name, help, value] of GAUGES)
    new Gauge({
      name: `countersign_${name}`,
      help,
      registers,
      async collect() {
        const backlog = await look()
        this.set(backlog ? value(backlog) : Number.NaN)
      },
    })
}
