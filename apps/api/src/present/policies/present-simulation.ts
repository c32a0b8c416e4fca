import type { SimulatedStage, SimulatedStep, Simulation } from '@countersign/shared/policy-trials'
import { sentenceOfRule, type WordedRule } from '@countersign/shared/policy-wording'
import type { Approval, PendingApproval } from '../../domain/approval.ts'
import type { Plan, SeatRule } from '../../domain/policy/plan.ts'
import { namesOf } from '../../domain/policy/say.ts'
import type { Step, Trialled } from '../../domain/policy/simulate.ts'
import type { Staff } from '../../domain/policy/staff.ts'
import { ruleOf } from '../../domain/policy/tally.ts'
import { timersOf } from '../../domain/policy/timers.ts'
import type { Refusal } from '../../domain/refusal.ts'
import { refusalSentence } from '../refusal-sentence.ts'

interface SimulationFacts {
  readonly policy: { readonly name: string | null; readonly version: number | null }
  readonly opened: PendingApproval
  readonly trial: Trialled
  /** Of each stage, in the plan's order. */
  readonly staff: readonly Staff[]
  readonly warnings: readonly string[]
}

export function presentSimulation({ policy, opened, trial, staff, warnings }: SimulationFacts): Simulation {
  const { plan, risk, outcomes, deadline } = opened
  const { approval } = trial
  const decided = approval.status === 'approved' || approval.status === 'rejected' ? approval.decision : null
  const isOver = decided !== null || trial.steps.some(({ kind }) => kind === 'expired')
  const lacking = plan.stages.flatMap(({ name }, index) =>
    staff[index]?.enough === false && plan.decidedBy === null
      ? [`Those who may vote in the stage “${name}” are too few to pass it.`]
      : [],
  )
  return {
    policy: { ...policy },
    risk,
    outcomes: outcomes.map(({ id, label, kind }) => ({ id, label, kind })),
    stages: plan.stages.map((stage, index) => presentStage(opened, trial, stage, staff[index])),
    skipped: plan.skipped.map((each) => ({ ...each })),
    checks: plan.checks.map((each) => ({ ...each })),
    demands: plan.demands,
    deadline: deadline && {
      at: deadline.at.toISOString(),
      because: deadline.because,
      afterwards: afterwards(plan, deadline.because),
    },
    steps: trial.steps.map(presentStep),
    standing: isOver ? null : standingOf(approval),
    decision: decided && {
      outcome: decided.outcome,
      label: decided.label,
      kind: decided.kind,
      error: decided.error,
      by: decided.decidedBy.map(({ name }) => name),
    },
    warnings: [...warnings, ...lacking],
  }
}

function presentStage(
  opened: PendingApproval,
  { approval, began }: Trialled,
  stage: Plan['stages'][number],
  staff: Staff | undefined,
): SimulatedStage {
  const start = began.get(stage.id)
  const timers = start ? timersOf(opened, stage, start) : []
  const due = (kind: 'escalate' | 'remind') =>
    timers.filter((timer) => timer.kind === kind).map(({ dueAt }) => dueAt.toISOString())
  const { escalation } = stage
  return {
    id: stage.id,
    name: stage.name,
    because: stage.because,
    needed: `${sentenceOfRule(worded(ruleOf(stage, approval.escalated)))}.`,
    rejectVotes: stage.rejectVotes,
    may: (staff?.may ?? []).map(({ person, onBehalfOf }) => ({
      ...person,
      onBehalfOf: onBehalfOf && { ...onBehalfOf },
    })),
    systems: [...(staff?.systems ?? [])],
    barred: (staff?.barred ?? []).map(({ person, ...why }) => ({ ...person, ...why })),
    enough: staff?.enough ?? true,
    escalation: escalation && {
      afterSeconds: escalation.afterSeconds,
      at: due('escalate')[0] ?? null,
      to: namesOf(escalation.to),
    },
    remindAt: due('remind'),
  }
}

const worded = (rule: SeatRule): WordedRule =>
  rule.kind === 'seat'
    ? { votes: rule.votes, from: rule.from.map(({ name }) => name) }
    : { needed: rule.needed, of: rule.of.map(worded) }

function afterwards({ expires }: Plan, because: string): string {
  if (because === 'policy failure' && expires?.answer.kind === 'fail')
    return `The workflow is answered with the error ${expires.answer.error}.`
  if (because === 'policy success' && expires?.answer.kind === 'succeed')
    return `The workflow is answered “${expires.answer.outcome}”, although nobody decided it.`
  if (because === 'policy time-out') return 'Nobody may decide any more, and the task times out by itself.'
  return 'The task times out: its workflow catches States.Timeout, or fails.'
}

function presentStep(step: Step): SimulatedStep {
  const at = step.at.toISOString()
  switch (step.kind) {
    case 'vote':
      return presentVote(step, at)
    case 'escalated': {
      const stage = step.after.plan.stages.find(({ id }) => id === step.stage)
      const why = step.sentence ?? `The stage “${stage?.name ?? step.stage}” had no answer in time.`
      const sentence = `${why} ${namesOf(stage?.escalation?.to ?? [])} may answer too.`
      return { kind: 'escalated', at, stage: step.stage, sentence, standing: standingOf(step.after) }
    }
    case 'ruled': {
      const { plan } = step.after
      const label = 'decision' in step.after ? step.after.decision.label : (plan.decidedBy?.outcome ?? '')
      const sentence = `The rule “${plan.decidedBy?.name}” decides “${label}”, because ${plan.decidedBy?.condition} holds. Nobody is asked.`
      return { kind: 'ruled', at, rule: plan.decidedBy?.rule ?? '', sentence }
    }
    case 'expired':
      return {
        kind: 'expired',
        at,
        sentence: `The deadline passes. ${afterwards(step.after.plan, step.after.deadline?.because ?? '')}`,
      }
  }
}

function presentVote({ vote, cast, refusal, after }: Extract<Step, { kind: 'vote' }>, at: string): SimulatedStep {
  const { principal, request } = vote
  const by = principal.kind === 'user' ? { id: principal.user.id, name: principal.user.name } : { id: '', name: '' }
  const base = { kind: 'vote' as const, at, by, outcome: request.outcome }
  if (refusal || !cast)
    return {
      ...base,
      onBehalfOf: null,
      result: 'refused',
      code: refusal?.code ?? null,
      rule: refusal && 'rule' in refusal ? refusal.rule : null,
      stage: null,
      sentence: refusal ? sayRefusal(refusal) : '',
      standing: standingOf(after),
    }
  return {
    ...base,
    onBehalfOf: cast.onBehalfOf && { ...cast.onBehalfOf },
    result: after.status === 'pending' ? 'counted' : 'decided',
    code: null,
    rule: null,
    stage: cast.stage,
    sentence: sayCast(cast.stage, after),
    standing: standingOf(after),
  }
}

function sayCast(stageId: string, after: Approval): string {
  if (after.status === 'approved' || after.status === 'rejected') return `That decides it: “${after.decision.label}”.`
  const nameOf = (id: string) => after.plan.stages.find((stage) => stage.id === id)?.name ?? id
  const { stage, given, needed, asked } = after.standing
  const waits = `“${nameOf(stage)}” has ${given} of ${needed} and waits for ${namesOf(asked)}.`
  return stage === stageId ? waits : `“${nameOf(stageId)}” is passed. ${waits}`
}

/** What is wrong with the request is said by its members. */
export function sayRefusal(refusal: Refusal): string {
  if (refusal.code === 'invalid-request')
    return refusal.errors.map(({ pointer, message }) => `${pointer.slice(1)} ${message}`).join('; ')
  return refusalSentence(refusal, () => 'before')
}

function standingOf({ status, standing }: Approval): Simulation['standing'] {
  if (status !== 'pending') return null
  const { stage, given, needed, asked } = standing
  return { stage, given, needed, asked: asked.map(({ name }) => name) }
}
