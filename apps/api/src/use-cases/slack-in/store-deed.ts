import { approvalQueue } from '../../domain/job-queues.ts'
import { approvalOf, type StoredDeed } from '../../domain/slack-in/deed.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

export type DeedStored = 'stored' | 'known' | 'not-connected'

/**
 * What was done is on record, with the job that does it, before Slack hears that we have it: one transaction, no
 * judgement. The same occurrence again changes nothing.
 */
export const storeDeed = (
  { unitOfWork }: Deps,
  stored: StoredDeed,
  { messageId, bodyHash }: { readonly messageId: string; readonly bodyHash: Uint8Array },
): Promise<DeedStored> =>
  unitOfWork.transaction(async (stores) => {
    const { workspaceId } = stored.actor
    if (!(await stores.slackInbox.isConnected(workspaceId))) return 'not-connected'
    const approvalId = approvalOf(stored.deed)
    const at = await stores.now()
    if (!(await stores.slackInbox.receive({ workspaceId, messageId, bodyHash, approvalId, at }))) return 'known'
    // One approval's deeds run in the order they came: an undo never overtakes what it undoes.
    await stores.jobs.add({
      name: 'slack-action',
      payload: { messageId, action: stored },
      queue: approvalQueue('slack-action', approvalId),
    })
    return 'stored'
  })
