import type { Principal, User } from '../../domain/principal.ts'
import { reviewerOf, visibility } from '../../domain/visibility.ts'
import type { ApprovalReader, Dossier } from '../../ports/approval-reader.ts'

/** What waits for this person, soonest first, and how much there is in all. */
export async function listWaiting(
  reader: Pick<ApprovalReader, 'dossiers' | 'list'>,
  user: User,
  limit: number,
): Promise<{ readonly dossiers: readonly Dossier[]; readonly count: number }> {
  const principal: Principal = { kind: 'user', user, via: 'email' }
  const page = await reader.list(
    {
      statuses: ['pending'],
      team: null,
      requestedBy: null,
      waitingFor: reviewerOf(user),
      viewer: user.id,
      watch: null,
      text: null,
      cursor: null,
      limit,
    },
    visibility(principal),
  )
  const read = await reader.dossiers((page?.items ?? []).map(({ approval }) => approval.id))
  // What was decided between the two reads no longer waits.
  const dossiers = [...read.values()].filter(({ approval }) => approval.status === 'pending')
  return { dossiers, count: page?.count?.value ?? dossiers.length }
}
