import type { PendingApproval, Vote } from '../approval.ts'
import { otherAudience } from '../open-approval.ts'
import type { Asked, Plan, PlannedStage, SeatRule, Standing } from './plan.ts'
import { seatsOf } from './plan.ts'
import { tally } from './tally.ts'

export interface HandedOver {
  readonly plan: Plan
  readonly standing: Standing
  readonly audience: PendingApproval['audience']
  /** Votes of the waiting stage that count no longer. */
  readonly dropped: readonly Vote[]
}

/**
 * Hands the seats of the team that was asked, or of the one it was handed to before, to another team: in the stage that
 * waits and in those behind it. A vote of the waiting stage stays where none of its seats was handed over, or where its
 * holder sits in the new team as well: nobody's vote counts for a seat they could not take now.
 * @param isIn whether the holder of a vote is a member of the new team
 */
export function handOver(
  approval: PendingApproval,
  to: Asked,
  votes: readonly Vote[],
  isIn: (holder: string) => boolean,
): HandedOver {
  const { plan: before, standing, team, audience } = approval
  const leaving = new Set([team, ...before.handOverTo.map(({ id }) => id)].filter((id) => id !== to.id))
  const leaves = (asked: Asked) => asked.kind === 'team' && leaving.has(asked.id)
  const at = before.stages.findIndex(({ id }) => id === standing.stage)
  const move = (stage: PlannedStage, index: number) =>
    index < at ? stage : { ...stage, rule: moveIn(stage.rule, leaves, to) }
  const [first, ...rest] = before.stages
  const plan: Plan = { ...before, stages: [move(first, 0), ...rest.map((stage, index) => move(stage, index + 1))] }
  const waiting = before.stages[at]
  const moved = new Set(
    waiting ? seatsOf(waiting.rule).flatMap(({ seat, from }) => (from.some(leaves) ? [seat] : [])) : [],
  )
  const dropped = votes.filter(
    ({ stage, seats, by, onBehalfOf }) =>
      stage === standing.stage && seats.some((seat) => moved.has(seat)) && !isIn(onBehalfOf?.id ?? by.id),
  )
  const staying = votes.filter((vote) => !dropped.includes(vote))
  const result = tally({ ...approval, plan }, staying)
  if (result.kind === 'decided') throw new Error('handing over cannot decide')
  const now = otherAudience(plan, team)
  const join = (all: readonly string[], more: readonly string[]) => [...new Set([...all, ...more])]
  return {
    plan,
    standing: result.standing,
    // It only grows: whoever has seen the case may see what became of it.
    audience: { teams: join(audience.teams, now.teams), people: join(audience.people, now.people) },
    dropped,
  }
}

function moveIn(rule: SeatRule, leaves: (asked: Asked) => boolean, to: Asked): SeatRule {
  if (rule.kind === 'atLeast') return { ...rule, of: rule.of.map((part) => moveIn(part, leaves, to)) }
  if (!rule.from.some(leaves)) return rule
  const stay = rule.from.filter((asked) => !leaves(asked) && !(asked.kind === 'team' && asked.id === to.id))
  return { ...rule, from: [to, ...stay] }
}
