import { DEFAULT_OUTCOMES, type Outcome } from '@countersign/shared/case'
import type { ApprovalId, AttemptId } from '@countersign/shared/ids'
import type { PolicyDocument } from '@countersign/shared/policy-document'
import type { ApprovalRequest } from '@countersign/shared/registration'
import type { Exclusion } from '../domain/approval.ts'
import { addSeconds } from '../domain/deadline.ts'
import type { Question } from '../domain/open-approval.ts'
import { conditionFacts, looksAtPast, NO_PAST, type Past } from '../domain/policy/condition-facts.ts'
import { conditionsOf, namedIn } from '../domain/policy/document-parts.ts'
import { exclusionOf, KEY_NAME } from '../domain/policy/exclusions.ts'
import { makePlan, riskUnder } from '../domain/policy/make-plan.ts'
import type { Asked } from '../domain/policy/plan.ts'
import type { Conditions } from '../ports/conditions.ts'
import type { DirectoryStore, Policy, Stores } from '../ports/unit-of-work.ts'
import type { RequestApprovalCommand } from './approval-requested.ts'
import type { Addressee } from './resolve-addressee.ts'

interface Deps {
  readonly conditions: Conditions
}

export interface Asking {
  readonly command: Pick<RequestApprovalCommand, 'source' | 'order' | 'request'>
  readonly addressee: Addressee
  readonly attemptId: AttemptId
  readonly shard: number
}

const LATELY_SECONDS = 30 * 86_400

/** A registration under one version of its policy: who is asked, in which stages, and who may not decide. */
export async function makeQuestion(
  deps: Deps,
  stores: Stores,
  asking: Asking,
  { policy, joins }: { readonly policy: Policy; readonly joins: ApprovalId | null },
): Promise<Question> {
  const { command, addressee, attemptId, shard } = asking
  const { source, order } = command
  const { team, registeredByKey } = addressee
  const { document } = policy
  const risk = riskUnder(document, command.request.risk)
  const outcomes = outcomesUnder(document, command.request)
  const request = { ...command.request, risk, outcomes: [...outcomes] }
  const past = looksAtPast(conditionsOf(document).map(({ value }) => value))
    ? await pastOf(stores, policy.name, request, joins)
    : NO_PAST
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

async function pastOf(
  { approvals, now }: Stores,
  policy: string,
  { requestedBy }: ApprovalRequest,
  except: ApprovalId | null,
): Promise<Past> {
  if (!requestedBy) return NO_PAST
  return approvals.pastOf({
    policy,
    requestedBy: requestedBy.id,
    since: addSeconds(await now(), -LATELY_SECONDS),
    except,
  })
}

/** The names that people will read, as they are now. */
export async function namesIn(
  directory: DirectoryStore,
  document: PolicyDocument,
): Promise<ReadonlyMap<string, string>> {
  const audiences = namedIn(document).map(({ value }) => value)
  if (audiences.length === 0) return new Map()
  return new Map((await directory.namesOf(audiences)).map(({ kind, id, name }) => [`${kind}:${id}`, name]))
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
