import { calendar, demands, expiry } from '@countersign/shared/policy-document'
import { z } from 'zod'

/** Who may answer: a team, a person or an outside system, by the name it had when the plan was made. */
export const asked = z.strictObject({
  kind: z.enum(['team', 'person', 'integration']),
  id: z.string(),
  name: z.string(),
})
export type Asked = z.output<typeof asked>

/** A policy's rule with its voters named. A `seat` is a leaf: so many votes of these. */
export type SeatRule =
  | { kind: 'seat'; seat: string; votes: number; from: Asked[] }
  | { kind: 'atLeast'; needed: number; of: SeatRule[] }

const seatRule: z.ZodType<SeatRule> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('seat'), seat: z.string(), votes: z.int(), from: z.array(asked) }),
    z.strictObject({ kind: z.literal('atLeast'), needed: z.int(), of: z.array(seatRule) }),
  ]),
)

export const plannedStage = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** Why it applies, as a sentence; `null`: it always does. */
  because: z.string().nullable(),
  rule: seatRule,
  rejectVotes: z.int(),
  escalation: z.strictObject({ afterSeconds: z.int(), to: z.array(asked) }).nullable(),
})
export type PlannedStage = z.output<typeof plannedStage>

export const plannedCheck = z.strictObject({
  label: z.string(),
  result: z.enum(['pass', 'warn', 'unknown']),
  /** The expression, or why it could not be evaluated. */
  sentence: z.string(),
})
export type PlannedCheck = z.output<typeof plannedCheck>

/**
 * What a policy version means for one case: its conditions decided, its audiences named. Made once, when an attempt is
 * registered, and kept with the approval, so that a vote needs neither the policy nor its language.
 */
export const plan = z.strictObject({
  stages: z.tuple([plannedStage], plannedStage),
  skipped: z.array(z.strictObject({ id: z.string(), name: z.string(), sentence: z.string() })),
  checks: z.array(plannedCheck),
  demands,
  keepVotes: z.boolean(),
  undoMaxSeconds: z.int().nullable(),
  handOverTo: z.array(asked),
  remindAfterSeconds: z.array(z.int()),
  calendar: calendar.nullable(),
  expires: expiry.nullable(),
  /** The policy's rule that decides this case without people. */
  decidedBy: z
    .strictObject({ rule: z.string(), name: z.string(), condition: z.string(), outcome: z.string() })
    .nullable(),
})
export type Plan = z.output<typeof plan>

/** Where the votes stand: the stage that waits, how far it has come, and whose vote would bring it nearer. */
export interface Standing {
  readonly stage: string
  readonly given: number
  readonly needed: number
  readonly asked: readonly Asked[]
}

/** Every seat of a stage, in order. */
export function seatsOf(rule: SeatRule): readonly Extract<SeatRule, { kind: 'seat' }>[] {
  return rule.kind === 'seat' ? [rule] : rule.of.flatMap(seatsOf)
}

/** Whoever may answer at any time; they may see the case from the start. */
export function audienceOf(plan: Plan): readonly Asked[] {
  const all = plan.stages.flatMap(({ rule, escalation }) => [
    ...seatsOf(rule).flatMap(({ from }) => from),
    ...(escalation?.to ?? []),
  ])
  return distinct(all)
}

export const distinct = (all: readonly Asked[]): readonly Asked[] => [
  ...new Map(all.map((each) => [`${each.kind}:${each.id}`, each])).values(),
]
