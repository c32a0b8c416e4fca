import type { TeamId } from '@countersign/shared/ids'
import type { Mapping } from '@countersign/shared/integrations'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { Egress } from '../../ports/egress.ts'
import type { MappingEngine } from '../../ports/mapping.ts'
import type { DirectoryStore } from '../../ports/unit-of-work.ts'

export interface CheckDeps {
  readonly mappings: Pick<MappingEngine, 'check'>
  readonly egress: Pick<Egress, 'checkUrl'>
}

export interface IntegrationFacts {
  readonly teams: readonly TeamId[]
  readonly policies: readonly string[]
  readonly mapping: Mapping
  readonly forwardUrl: string | null
}

/** Everything that would only come out when the first message arrives, or never. */
export async function checkIntegration(
  { mappings, egress }: CheckDeps,
  directory: DirectoryStore,
  { teams, policies, mapping, forwardUrl }: IntegrationFacts,
): Promise<Refused | undefined> {
  for (const team of teams)
    if (!(await directory.team(team)))
      return refused({ code: 'unknown-team', sentence: `There is no team "${team}". Name an existing one in teams.` })
  for (const policy of policies)
    if (!(await directory.policy(policy)))
      return refused({
        code: 'unknown-policy',
        sentence: `There is no policy "${policy}". Name another in policies, or none to answer under every policy.`,
      })
  const faults = mappings.check(mapping)
  if (faults.length > 0)
    return refused({
      code: 'invalid-request',
      errors: faults.map(({ expression, message }) => ({ pointer: `/mapping/${expression}`, message })),
    })
  const destination = forwardUrl === null ? undefined : egress.checkUrl(forwardUrl)
  return destination?.kind === 'refused'
    ? refused({ code: 'destination-refused', sentence: destination.sentence })
    : undefined
}
