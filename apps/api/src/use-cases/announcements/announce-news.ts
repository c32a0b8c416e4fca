import { EVENT_TYPES } from '@countersign/shared/events'
import type { ApprovalId } from '@countersign/shared/ids'
import type { LogLine } from '../../ports/announcements.ts'
import type { Log } from '../../ports/log.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import { type Announce, announce, announceJob } from './announce.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly channels: readonly Announce[]
  readonly log: Log
}

/** Lines of the log in one transaction: enough to share its cost, few enough that nobody waits long for its locks. */
const MAX_LINES = 100

/**
 * Flow 6, one pass: tells the channels what the log says since the last pass, whatever it is about. Where that fails,
 * each approval of the pass becomes a job of its own, so one that cannot be told holds up no other.
 * @returns whether there may be more
 */
export async function announceNews({ unitOfWork, channels, log }: Deps): Promise<boolean> {
  const pass = (tell: (stores: Stores, ids: readonly ApprovalId[]) => Promise<void>) =>
    unitOfWork.transaction(async (stores) => {
      const lines = await stores.announcements.untold(MAX_LINES)
      const last = lines.at(-1)
      if (!last) return false
      const ids = [...new Set(lines.flatMap(aboutOf))]
      if (ids.length > 0) await tell(stores, ids)
      await stores.announcements.advanceTo(last.seq)
      return lines.length === MAX_LINES
    })
  try {
    return await pass((stores, ids) => announce(stores, channels, ids))
  } catch (err) {
    log.warn({ err }, 'the news could not be told together; each approval gets a job')
    return await pass((stores, ids) => stores.jobs.add(...ids.map(announceJob)))
  }
}

/** What the channels tell: the shared event names, which the log's other entries (keys, sessions, denials) are not. */
const aboutOf = ({ type, approvalId }: LogLine): readonly ApprovalId[] =>
  approvalId !== null && EVENT_TYPES.some((known) => known === type) ? [approvalId] : []
