import type { UnitOfWork } from '../../ports/unit-of-work.ts'

/** Long after any sender would repeat one; until then the list of messages answers "did it arrive?". */
const KEPT_DAYS = 30

export const pruneMessages = ({ unitOfWork }: { readonly unitOfWork: UnitOfWork }): Promise<number> =>
  unitOfWork.transaction((stores) => stores.messages.prune(KEPT_DAYS))
