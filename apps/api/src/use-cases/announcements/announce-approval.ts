import type { ApprovalId } from '@countersign/shared/ids'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { type Announce, announce } from './announce.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly channels: readonly Announce[]
}

/** The job of an approval that could not be told together with others: tried again by itself. */
export const announceApproval = ({ unitOfWork, channels }: Deps, approvalId: ApprovalId): Promise<void> =>
  unitOfWork.transaction((stores) => announce(stores, channels, [approvalId]))
