import type { Outcome } from '@countersign/shared/case'
import type { Audience, PolicyDocument, PolicyRule, PolicyStage } from '@countersign/shared/policy-document'
import { partsOf } from '@countersign/shared/policy-document'
import { RISKS, type Risk } from '@countersign/shared/statuses'
import type { Asked, Plan, PlannedCheck, PlannedStage, SeatRule } from './plan.ts'

/** What a condition gave for this case; one that cannot be evaluated decides nothing, and hides nothing. */
export type Held =
  | { readonly kind: 'value'; readonly value: boolean }
  | { readonly kind: 'fault'; readonly message: string }

export interface PlanFacts {
  readonly document: PolicyDocument
  readonly risk: Risk
  readonly outcomes: readonly Outcome[]
  /** The team that was asked: who votes where a rule names nobody. */
  readonly team: { readonly id: string; readonly name: string }
  readonly holds: (condition: string) => Held
  readonly nameOf: (kind: Asked['kind'], id: string) => string
}

/**
 * Resolves a policy for one case. Conditions are asked once, here. A stage whose condition fails to evaluate applies;
 * a rule that would decide by itself then does not: in doubt people look.
 */
export function makePlan(facts: PlanFacts): Plan {
  const { document, holds } = facts
  const applies = document.stages.map((stage) => ({ stage, because: whyItApplies(stage, holds) }))
  const stages = applies.flatMap(({ stage, because }) => (because === false ? [] : [planStage(stage, because, facts)]))
  const [first, ...rest] = stages
  if (!first) throw new Error('a policy has a stage that always applies')
  return {
    stages: [first, ...rest],
    skipped: applies
      .filter(({ because }) => because === false)
      .map(({ stage: { id, name, when } }) => ({ id, name, sentence: `Not needed: ${when} does not hold.` })),
    checks: document.checks.map(({ label, pass }) => planCheck(label, pass, holds(pass))),
    demands: document.demands[facts.risk],
    keepVotes: document.newAttempt === 'keep-if-unchanged',
    undoMaxSeconds: document.undoMaxSeconds ?? null,
    handOverTo: document.handOverTo.map((id) => named('team', id, facts)),
    remindAfterSeconds: document.remindAfterSeconds,
    calendar: document.calendar ?? null,
    expires: document.expires ?? null,
    decidedBy: findRule(facts),
  }
}

/** A policy may raise a risk, never lower it. */
export const riskUnder = ({ minimumRisk }: PolicyDocument, risk: Risk): Risk =>
  RISKS.indexOf(risk) < RISKS.indexOf(minimumRisk) ? minimumRisk : risk

function whyItApplies({ when }: PolicyStage, holds: PlanFacts['holds']): string | null | false {
  if (when === undefined) return null
  const held = holds(when)
  if (held.kind === 'fault') return `${when} could not be evaluated (${held.message}), so it counts as true.`
  return held.value ? `Needed, because ${when} holds.` : false
}

function planStage(
  { id, name, require, reject, escalate }: PolicyStage,
  because: string | null,
  facts: PlanFacts,
): PlannedStage {
  return {
    id,
    name,
    because,
    rule: planRule(require, id, facts),
    rejectVotes: reject.votes,
    escalation: escalate ? { afterSeconds: escalate.afterSeconds, to: audience(escalate.to, facts) } : null,
  }
}

/** Seats are named by their place: `finance/0/1`. */
function planRule(rule: PolicyRule, place: string, facts: PlanFacts): SeatRule {
  if ('votes' in rule) {
    const from = rule.from
      ? audience(rule.from, facts)
      : [{ kind: 'team' as const, id: facts.team.id, name: facts.team.name }]
    return { kind: 'seat', seat: place, votes: rule.votes, from }
  }
  const of = partsOf(rule).map((part, index) => planRule(part, `${place}/${index}`, facts))
  const needed = 'any' in rule ? 1 : 'all' in rule ? of.length : rule.atLeast
  return { kind: 'atLeast', needed, of }
}

const audience = ({ teams, people, integrations }: Audience, facts: PlanFacts): Asked[] => [
  ...teams.map((id) => named('team', id, facts)),
  ...people.map((id) => named('person', id, facts)),
  ...integrations.map((id) => named('integration', id, facts)),
]

const named = (kind: Asked['kind'], id: string, { nameOf }: PlanFacts): Asked => ({ kind, id, name: nameOf(kind, id) })

function planCheck(label: string, condition: string, held: Held): PlannedCheck {
  if (held.kind === 'fault') return { label, result: 'unknown', sentence: `Could not be checked: ${held.message}` }
  return { label, result: held.value ? 'pass' : 'warn', sentence: condition }
}

function findRule({ document, outcomes, holds }: PlanFacts): Plan['decidedBy'] {
  for (const { id, name, when, decide } of document.rules) {
    const held = holds(when)
    if (held.kind !== 'value' || !held.value) continue
    // An asker that left this outcome out gets people instead.
    if (!outcomes.some((outcome) => outcome.id === decide)) return null
    return { rule: id, name, condition: when, outcome: decide }
  }
  return null
}
