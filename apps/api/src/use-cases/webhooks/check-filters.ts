import type { TeamId } from '@countersign/shared/ids'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { Egress } from '../../ports/egress.ts'
import type { DirectoryStore } from '../../ports/unit-of-work.ts'

export interface Wishes {
  readonly url?: string | undefined
  readonly teams?: readonly TeamId[] | undefined
  readonly policies?: readonly string[] | undefined
}

/** A filter by what does not exist would be silence that nobody asked for. */
export async function checkFilters(
  egress: Pick<Egress, 'checkUrl'>,
  directory: Pick<DirectoryStore, 'team' | 'policy'>,
  { url, teams = [], policies = [] }: Wishes,
): Promise<Refused | undefined> {
  const verdict = url === undefined ? undefined : egress.checkUrl(url)
  if (verdict?.kind === 'refused') return refused({ code: 'destination-refused', sentence: verdict.sentence })
  for (const team of teams)
    if (!(await directory.team(team)))
      return refused({ code: 'unknown-team', sentence: `There is no team ${team}. Leave it out, or check its id.` })
  for (const policy of policies)
    if (!(await directory.policy(policy)))
      return refused({
        code: 'unknown-policy',
        sentence: `There is no policy ${policy}. Leave it out, or check its name.`,
      })
  return undefined
}
