import type { Actor } from '../../domain/approval.ts'
import type { Stores } from '../../ports/unit-of-work.ts'

/**
 * The account lets us in again, or an admin says so: what waited for it is queued, and goes out as fast as the bucket of
 * the account allows (I5). The same bytes (I2); calls made before stay on record, so what did arrive is recognised.
 * @returns how many
 */
export async function resumeParked(
  { accounts, audit, now }: Pick<Stores, 'accounts' | 'audit' | 'now'>,
  { accountId, regions, actor }: { accountId: string; regions?: readonly string[]; actor: Actor },
): Promise<number> {
  const resumed = await accounts.resumeParked(accountId, regions)
  const at = await now()
  await audit.append(
    ...resumed.map(({ callbackId, approvalId, decisionId }) => ({
      type: 'security.callback_released' as const,
      approvalId,
      actor,
      at,
      data: { callbackId, decisionId, accountId },
    })),
  )
  return resumed.length
}
