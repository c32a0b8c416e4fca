import type { NoticeId } from '@countersign/shared/ids'
import type { Log } from '../../ports/log.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import type { Parcel } from './pack-notices.ts'
import { type PackDeps, packNotices } from './pack-notices.ts'

/** `settle` runs in the transaction that marks the notices as sent. */
export type Sent =
  | { readonly kind: 'sent'; readonly settle?: (stores: Stores) => Promise<void> }
  | { readonly kind: 'later' | 'refused'; readonly detail: string }

/** Carries a parcel to its reader; one try. */
export type Carry = (parcel: Parcel) => Promise<Sent>

interface Deps extends PackDeps {
  readonly unitOfWork: UnitOfWork
  readonly carriers: Readonly<Record<Parcel['channel'], Carry>>
  readonly log: Log
}

/** The job is tried again, later each time; its message is all that is logged. */
class NotDeliveredError extends Error {
  override readonly name = 'NotDeliveredError'
}

/**
 * Tells one person what is due. The parcel is written down, sent, then marked: a process that dies between the last two
 * sends it again under the same id, so that nothing is lost and a repetition shows as one message.
 */
export async function sendNotice(deps: Deps, noticeId: NoticeId): Promise<void> {
  const parcel = await deps.unitOfWork.transaction((stores) => packNotices(deps, stores, noticeId))
  if (!parcel) return
  const sent = await deps.carriers[parcel.channel](parcel)
  if (sent.kind === 'later')
    throw new NotDeliveredError(`notice ${parcel.letter} could not be sent yet: ${sent.detail}`)
  if (sent.kind === 'refused')
    deps.log.warn({ notice: parcel.letter, channel: parcel.channel, detail: sent.detail }, 'a notice was refused')
  await deps.unitOfWork.transaction(async (stores) => {
    if (sent.kind === 'sent') await sent.settle?.(stores)
    await stores.notices.settle(
      parcel.ids,
      sent.kind === 'sent' ? 'sent' : 'failed',
      sent.kind === 'sent' ? null : sent.detail,
    )
  })
}
