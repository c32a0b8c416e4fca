import { DEFAULT_OUTCOMES, type Outcome } from '@countersign/shared/case'
import type { AttemptId } from '@countersign/shared/ids'
import type { PolicyDocument } from '@countersign/shared/policies'
import type { ApprovalRequest } from '@countersign/shared/registration'
import { addSeconds } from '../domain/deadline.ts'
import type { Question } from '../domain/open-approval.ts'
import { conditionFacts, looksAtPast, NO_PAST } from '../domain/policy/condition-facts.ts'
import { type Exclusion, exclusionOf, KEY_NAME } from '../domain/policy/exclusions.ts'
import { makePlan, riskUnder } from '../domain/policy/make-plan.ts'
import { type Asked, asked } from '../domain/policy/plan.ts'
import type { Conditions } from '../ports/conditions.ts'
import type { DirectoryStore, Policy, Stores } from '../ports/unit-of-work.ts'
import type { RequestApprovalCommand } from './place-attempt.ts'
import type { Addressee } from './resolve-addressee.ts'

interface Deps {
  readonly conditions: Conditions
}

export interface Asking {
  readonly command: RequestApprovalCommand
  readonly addressee: Addressee
  readonly attemptId: AttemptId
  readonly shard: number
}

const LATELY_SECONDS = 30 * 86_400

/** A registration under one version of its policy: who is asked, in which stages, and who may not decide. */
export async function makeQuestion(deps: Deps, stores: Stores, asking: Asking, policy: Policy): Promise<Question> {
  const { command, addressee, attemptId, shard } = asking
  const { source, order } = command
  const { team, registeredByKey } = addressee
  const { document } = policy
  const risk = riskUnder(document, command.request.risk)
  const outcomes = outcomesUnder(document, command.request)
  const request = { ...command.request, risk, outcomes: [...outcomes] }
  const past = looksAtPast(conditionsIn(document)) ? await pastOf(stores, policy.name, request) : NO_PAST
  const holds = deps.conditions.about(conditionFacts({ request, risk, team: team.id, source, past }))
  const names = await namesIn(stores.directory, document)
  const nameOf = (kind: Asked['kind'], id: string) => names.get(`${kind}:${id}`) ?? id
  const plan = makePlan({ document, risk, outcomes, team, holds, nameOf })
  const exclusions = await excludedBy(stores.directory, document, request, registeredByKey)
  const { name, version } = policy
  return {
    request,
    source,
    order,
    team: team.id,
    policy: { name, version },
    plan,
    exclusions,
    registeredByKey,
    attemptId,
    shard,
  }
}

/** Where a policy names outcomes, its words and error names hold; the request picks among them. */
export function outcomesUnder(document: PolicyDocument, { outcomes }: ApprovalRequest): readonly Outcome[] {
  if (!document.outcomes) return outcomes ?? DEFAULT_OUTCOMES
  return outcomes ? document.outcomes.filter(({ id }) => outcomes.some((each) => each.id === id)) : document.outcomes
}

const conditionsIn = (document: PolicyDocument): readonly string[] => [
  ...document.stages.flatMap(({ when }) => (when === undefined ? [] : [when])),
  ...document.rules.map(({ when }) => when),
  ...document.checks.map(({ pass }) => pass),
]

async function pastOf({ approvals, now }: Stores, policy: string, { requestedBy }: ApprovalRequest) {
  return requestedBy ? approvals.pastOf(policy, requestedBy.id, addSeconds(await now(), -LATELY_SECONDS)) : NO_PAST
}

/** The names that people will read, as they are now. */
async function namesIn(directory: DirectoryStore, document: PolicyDocument): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  for (const { kind, id } of audiencesIn(document)) {
    const key = `${kind}:${id}`
    if (!names.has(key)) names.set(key, (await directory.nameOf(kind, id)) ?? id)
  }
  return names
}

/** Every audience that a document names, wherever it stands. */
function audiencesIn(value: unknown): readonly Pick<Asked, 'kind' | 'id'>[] {
  if (Array.isArray(value)) return value.flatMap(audiencesIn)
  if (typeof value !== 'object' || value === null) return []
  const { teams, people, integrations, handOverTo, ...rest } = value as Readonly<Record<string, unknown>>
  const of = (kind: Asked['kind'], ids: unknown) =>
    Array.isArray(ids) ? ids.map((id) => asked.pick({ kind: true, id: true }).parse({ kind, id })) : []
  return [
    ...of('team', teams),
    ...of('team', handOverTo),
    ...of('person', people),
    ...of('integration', integrations),
    ...Object.values(rest).flatMap(audiencesIn),
  ]
}

/** Whoever had a part in the case, by every name the directory knows them under at this moment. */
async function excludedBy(
  directory: DirectoryStore,
  { exclude }: PolicyDocument,
  request: ApprovalRequest,
  key: string,
): Promise<readonly Exclusion[]> {
  const parts = [
    ['requester', request.requestedBy],
    ['starter', request.startedBy],
    ['submitter', request.submittedBy],
    ...request.authors.map((author) => ['author', author] as const),
  ] as const
  const exclusions: Exclusion[] = []
  for (const [part, person] of parts)
    if (person && exclude.includes(part))
      exclusions.push(exclusionOf(part, person.id, await directory.usersNamed(person.id.trim().toLowerCase())))
  if (exclude.includes('key-owner') && key !== '')
    exclusions.push(exclusionOf('key-owner', `${KEY_NAME}${key}`, await directory.peopleOfKey(key)))
  return exclusions
}
