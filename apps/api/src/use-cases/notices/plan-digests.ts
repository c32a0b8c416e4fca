import { digestDay } from '../../domain/notices/digest-day.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { type WriteNoticesDeps, writeNotices } from './write-notices.ts'

interface Deps extends WriteNoticesDeps {
  readonly unitOfWork: UnitOfWork
}

const AT_A_TIME = 200

/** One digest a day to whoever wants it, at their hour in their zone. What it says is found out when it is sent. */
export async function planDigests(deps: Deps): Promise<void> {
  for (let after = ''; ; ) {
    const readers = await deps.unitOfWork.transaction(async (stores) => {
      const page = await stores.preferences.awaitingDigest(after, AT_A_TIME)
      const now = await stores.now()
      for (const reader of page) {
        const day = digestDay(reader.preferences, reader.wishedAt, now)
        if (day !== null)
          await writeNotices(deps, stores, { approval: null, kind: 'digest', subject: day, from: now }, [reader])
      }
      return page
    })
    const last = readers.at(-1)
    if (!last || readers.length < AT_A_TIME) return
    after = last.user.id
  }
}
