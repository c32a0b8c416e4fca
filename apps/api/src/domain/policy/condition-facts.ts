import type { CaseField } from '@countersign/shared/case'
import type { Json } from '@countersign/shared/json'
import type { ApprovalRequest } from '@countersign/shared/registration'
import type { Risk } from '@countersign/shared/statuses'
import type { Person, Source } from '../approval.ts'
import { parseExecutionArn } from '../execution-arn.ts'

/** What happened lately to cases of the same asker under the same policy. */
export interface Past {
  /** Asked in the last 30 days, at most 100; without this one. */
  readonly asked: number
  readonly approved: number
  readonly rejected: number
}
export const NO_PAST: Past = { asked: 0, approved: 0, rejected: 0 }

/** What a condition may look at: the case as it was registered, and nothing that could differ when asked again. */
export interface ConditionFacts {
  readonly payload: Json
  /** By label; the last one of a label counts. */
  readonly fields: Readonly<Record<string, CaseField['value']>>
  readonly title: string
  readonly risk: Risk
  readonly team: string
  readonly key: string | null
  readonly tags: Readonly<Record<string, string>>
  readonly requestedBy: Person | null
  readonly workflow: string
  readonly state: string
  readonly account: string
  readonly region: string
  readonly past: Past
}

export interface ConditionSubject {
  readonly request: ApprovalRequest
  readonly risk: Risk
  readonly team: string
  readonly source: Pick<Source, 'executionArn' | 'stateName'>
  readonly past: Past
}

export function conditionFacts({ request, risk, team, source, past }: ConditionSubject): ConditionFacts {
  const { account, region, stateMachineName } = parseExecutionArn(source.executionArn)
  return {
    payload: request.case.payload ?? null,
    fields: Object.fromEntries(request.case.fields.map(({ label, value }) => [label, value])),
    title: request.title,
    risk,
    team,
    key: request.key ?? null,
    tags: request.tags,
    requestedBy: request.requestedBy ?? null,
    workflow: stateMachineName,
    state: source.stateName,
    account,
    region,
    past,
  }
}

/** Reading the past costs a query, so it is read for those that ask for it only. */
export const looksAtPast = (conditions: readonly string[]): boolean => conditions.some((each) => /\bpast\b/.test(each))
