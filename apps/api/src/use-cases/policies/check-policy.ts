import { DEFAULT_OUTCOMES } from '@countersign/shared/case'
import { type TeamId, teamId } from '@countersign/shared/ids'
import type { PolicyDocument } from '@countersign/shared/policy-document'
import { conditionsOf, namedIn } from '../../domain/policy/document-parts.ts'
import { makePlan } from '../../domain/policy/make-plan.ts'
import { audienceOf } from '../../domain/policy/plan.ts'
import { staffOf } from '../../domain/policy/staff.ts'
import type { FieldError, Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { Conditions } from '../../ports/conditions.ts'
import type { PolicyTeam } from '../../ports/policies.ts'
import type { Stores } from '../../ports/unit-of-work.ts'
import { namesIn } from '../make-question.ts'

/** A policy somebody has written, parsed. */
export interface WrittenPolicy {
  readonly document: PolicyDocument
  readonly source: string | null
  readonly note: string | null
  /** An objection to the member at this JSON Pointer of the document, placed where it was written. */
  readonly faultAt: (pointer: string, message: string) => FieldError
}

interface Deps {
  readonly conditions: Pick<Conditions, 'faultOf'>
}

/** What a schema cannot see: conditions that do not type-check, and names that the directory does not know. */
export async function checkPolicy(
  { conditions }: Deps,
  { directory }: Pick<Stores, 'directory'>,
  { document, faultAt }: WrittenPolicy,
): Promise<Refused | undefined> {
  const errors: FieldError[] = []
  for (const { pointer, value } of conditionsOf(document)) {
    const fault = conditions.faultOf(value)
    if (fault) errors.push(faultAt(pointer, fault))
  }
  const known = await namesIn(directory, document)
  for (const { pointer, value } of namedIn(document))
    if (!known.has(`${value.kind}:${value.id}`)) errors.push(faultAt(pointer, `is no ${KINDS[value.kind]} here`))
  return errors.length > 0 ? refused({ code: 'invalid-request', errors }) : undefined
}

const KINDS = { team: 'team', person: 'person', integration: 'integration' } as const

/** Stages that nobody could ever pass, as the directory is now, for the teams that would be asked. */
export async function warnOf(
  { directory, policies }: Pick<Stores, 'directory' | 'policies'>,
  { document, faultAt }: WrittenPolicy,
  teams: readonly PolicyTeam[],
): Promise<readonly FieldError[]> {
  const names = await namesIn(directory, document)
  const people = await policies.people()
  const warnings = new Map<string, FieldError>()
  // Without a team of its own, only stages that name their voters can be judged.
  const asked = teams.length > 0 ? teams : [NOBODY]
  for (const team of asked) {
    const plan = makePlan({
      document,
      risk: 'medium',
      outcomes: document.outcomes ?? DEFAULT_OUTCOMES,
      team,
      holds: () => ({ kind: 'value', value: true }),
      nameOf: (kind, id) => names.get(`${kind}:${id}`) ?? id,
    })
    const facts = {
      plan,
      team: team.id as TeamId,
      policy: { name: '', version: 0 },
      risk: 'medium' as const,
      exclusions: [],
      escalated: plan.stages.map(({ id }) => id),
      standing: { stage: plan.stages[0].id, given: 0, needed: 1, asked: [] },
      audience: { teams: [], people: [] },
      requestedBy: null,
      registeredByKey: '',
    }
    plan.stages.forEach((stage, index) => {
      if (team === NOBODY && audienceOf({ ...plan, stages: [stage] }).some(({ id }) => id === NOBODY.id)) return
      const { enough, may, systems } = staffOf(facts, stage, people)
      if (enough) return
      const whom = team === NOBODY ? '' : ` when ${team.name} is asked`
      const count = may.length + systems.length
      const message =
        `Nobody could pass the stage “${stage.name}”${whom}: ` +
        `${count === 0 ? 'nobody' : count === 1 ? 'one voter' : `${count} voters`} may vote in it, and it needs more.`
      warnings.set(message, faultAt(`/stages/${index}/require`, message))
    })
  }
  return [...warnings.values()]
}

const NOBODY = { id: teamId.parse('0'), name: 'the team that is asked' }
