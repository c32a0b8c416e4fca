import type { SimulationRequest } from '@countersign/shared/policy-trials'
import type { PendingApproval } from '../../domain/approval.ts'
import { authorizeSetup } from '../../domain/authorize.ts'
import { addSeconds } from '../../domain/deadline.ts'
import { openApproval } from '../../domain/open-approval.ts'
import { audienceOf } from '../../domain/policy/plan.ts'
import { simulate, TRIAL_IDS, type Trialled, type TrialVote } from '../../domain/policy/simulate.ts'
import { type Staff, staffOf } from '../../domain/policy/staff.ts'
import { tally } from '../../domain/policy/tally.ts'
import { judgeTimers } from '../../domain/policy/timers.ts'
import type { Principal, User } from '../../domain/principal.ts'
import { type Refused, refused } from '../../domain/refusal.ts'
import type { Conditions } from '../../ports/conditions.ts'
import type { FormValidator } from '../../ports/form-validator.ts'
import type { Stores, Team, UnitOfWork } from '../../ports/unit-of-work.ts'
import { makeQuestion } from '../make-question.ts'
import { refreshPrincipal } from '../refresh-principal.ts'
import { findTried, type Tried, type TriedPolicy } from './find-tried.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly conditions: Conditions
  readonly forms: FormValidator
}

export interface SimulatePolicyCommand {
  readonly principal: Principal
  readonly tried: Tried
  readonly request: Omit<SimulationRequest, 'policy'>
}

export interface Simulated {
  readonly kind: 'simulated'
  readonly policy: Pick<TriedPolicy, 'name' | 'version'>
  readonly opened: PendingApproval
  readonly trial: Trialled
  /** Of each stage that applies, in their order, as escalated at the end. */
  readonly staff: readonly Staff[]
  /** What a registration would be warned of. */
  readonly warnings: readonly string[]
}

/**
 * Registers a case that is never stored and lets it be voted on, by the functions that do both for real. Who there is,
 * who is excluded and what happened lately are read as they are now; nothing is written.
 */
export async function simulatePolicy(deps: Deps, command: SimulatePolicyCommand): Promise<Simulated | Refused> {
  return deps.unitOfWork.transaction(async (stores): Promise<Simulated | Refused> => {
    const verdict = authorizeSetup(await refreshPrincipal(stores.directory, command.principal))
    if (!verdict.allowed) return refused(verdict)
    const policy = await findTried(deps, stores, command.tried)
    if (policy.kind === 'refused') return policy
    const opened = await open(deps, stores, command.request, policy)
    if ('refusal' in opened) return opened
    const warnings = judgeTimers(opened, opened.createdAt)
    const people = await stores.policies.people()
    const votes = readVotes(command.request, people, opened.createdAt)
    if ('kind' in votes) return votes
    const systems = await stores.directory.systemsAmong(
      audienceOf(opened.plan).filter(({ kind }) => kind === 'integration'),
    )
    const trial = simulate({ approval: opened, votes, crew: { people, systems } }, deps.forms.check)
    const { escalated } = trial.approval
    const staff = opened.plan.stages.map((stage) => staffOf({ ...opened, escalated }, stage, people))
    return {
      kind: 'simulated',
      policy: { name: policy.name, version: policy.version },
      opened,
      trial,
      staff,
      warnings: 'kind' in warnings ? refusalsOf(warnings) : warnings,
    }
  })
}

async function open(
  deps: Deps,
  stores: Stores,
  request: SimulatePolicyCommand['request'],
  { name, version, document }: TriedPolicy,
): Promise<PendingApproval | Refused> {
  const team = await findTeam(stores, request, name)
  if (!team) return invalid('/case/team', 'names no team of the directory')
  const at = request.at ? new Date(request.at) : await stores.now()
  const policy = { name: name ?? request.case.policy ?? 'unsaved', version: version ?? 1, document }
  const source = {
    executionArn: request.source?.executionArn ?? SOME_EXECUTION,
    stateMachineArn: null,
    stateName: request.source?.state ?? 'Review',
    enteredTime: null,
  }
  const order = { redriveCount: 0, retryCount: 0 }
  const addressee = { kind: 'addressed', team, policy, registeredByKey: request.registeredByKey ?? '' } as const
  const asking = {
    command: { request: request.case, source, order },
    addressee,
    attemptId: TRIAL_IDS.attempt,
    shard: 0,
  }
  const question = await makeQuestion(deps, stores, asking, { policy, joins: null })
  return escalatedBefore(openApproval(question, TRIAL_IDS.approval, null, at), request.escalated)
}

const SOME_EXECUTION = 'arn:aws:states:eu-west-1:000000000000:execution:Simulation:simulation'

async function findTeam(
  { directory }: Stores,
  { case: { team } }: SimulatePolicyCommand['request'],
  policy: string | null,
): Promise<Team | undefined> {
  if (team) return directory.team(team)
  return policy === null ? undefined : directory.teamOfPolicy(policy)
}

function escalatedBefore(opened: PendingApproval, wished: readonly string[]): PendingApproval {
  const escalated = opened.plan.stages.flatMap(({ id, escalation }) => (escalation && wished.includes(id) ? [id] : []))
  const result = tally({ ...opened, escalated }, [])
  return result.kind === 'waiting' ? { ...opened, escalated, standing: result.standing } : opened
}

function readVotes(
  { votes }: SimulatePolicyCommand['request'],
  people: readonly User[],
  opened: Date,
): readonly TrialVote[] | Refused {
  const unknown = votes.findIndex(({ by }) => !people.some(({ id }) => id === by))
  if (unknown >= 0) return invalid(`/votes/${unknown}/by`, 'is nobody the directory knows')
  return votes
    .flatMap(({ by, via, afterSeconds, ...request }): TrialVote[] => {
      const user = people.find(({ id }) => id === by)
      const at = addSeconds(opened, afterSeconds)
      return user ? [{ principal: { kind: 'user', user, via, signedInAt: at }, request, at }] : []
    })
    .sort((one, other) => one.at.getTime() - other.at.getTime())
}

const refusalsOf = ({ refusal }: Refused): readonly string[] =>
  refusal.code === 'invalid-request' ? refusal.errors.map(({ message }) => `It would be refused: ${message}.`) : []

const invalid = (pointer: string, message: string): Refused =>
  refused({ code: 'invalid-request', errors: [{ pointer, message }] })
