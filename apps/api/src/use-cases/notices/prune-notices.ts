import type { UnitOfWork } from '../../ports/unit-of-work.ts'

/** What was told longer ago than this is of no use to anybody; the audit log says what happened. */
const KEPT_DAYS = 90

export async function pruneNotices({ unitOfWork }: { readonly unitOfWork: UnitOfWork }): Promise<void> {
  await unitOfWork.transaction((stores) => stores.notices.prune(KEPT_DAYS))
}
