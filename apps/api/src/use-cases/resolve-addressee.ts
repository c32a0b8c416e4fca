import type { ApprovalRequest } from '@countersign/shared/registration'
import { authorizeRequest } from '../domain/authorize.ts'
import type { Principal } from '../domain/principal.ts'
import type { Refused } from '../domain/refusal.ts'
import { refused } from '../domain/refusal.ts'
import type { DirectoryStore, Policy, Team } from '../ports/unit-of-work.ts'

export interface Addressee {
  readonly kind: 'addressed'
  readonly team: Team
  /** Its current version. */
  readonly policy: Policy
  readonly registeredByKey: string
}

/** Who is asked, under which rules: team and policy each default from the other, or from a key of one team. */
export async function resolveAddressee(
  directory: DirectoryStore,
  principal: Principal,
  request: ApprovalRequest,
): Promise<Addressee | Refused> {
  const team = await findTeam(directory, principal, request)
  if (!team)
    return refused({
      code: 'unknown-team',
      sentence: request.team
        ? `There is no team "${request.team}". Ask an admin to create it, or name another in approval.team.`
        : 'Name the team that decides in approval.team.',
    })
  const name = request.policy ?? team.defaultPolicy
  const policy = await directory.policy(name)
  if (!policy)
    return refused({
      code: 'unknown-policy',
      sentence: `There is no policy "${name}" of which a version counts. Name another in approval.policy, or leave it out to take the team's own.`,
    })
  const registeredByKey = principal.kind === 'key' ? principal.key.id : ''
  const verdict = authorizeRequest(principal, team.id)
  return verdict.allowed ? { kind: 'addressed', team, policy, registeredByKey } : refused(verdict)
}

async function findTeam(
  directory: DirectoryStore,
  principal: Principal,
  request: ApprovalRequest,
): Promise<Team | undefined> {
  if (request.team) return directory.team(request.team)
  const byPolicy = request.policy ? await directory.teamOfPolicy(request.policy) : undefined
  if (byPolicy) return byPolicy
  const [only, ...others] = principal.kind === 'key' ? principal.key.teams : []
  return only && others.length === 0 ? directory.team(only) : undefined
}
