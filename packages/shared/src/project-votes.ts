import { reveal } from './hidden-characters.ts'
import type { CaseProjection } from './projection.ts'
import type { ApprovalView } from './views.ts'

export function projectVotes(view: ApprovalView): CaseProjection['votes'] {
  const { votes, outcomes, votesNeeded, status, attempt, stages, waiting } = view
  const current = votes.filter((vote) => vote.attempt === attempt)
  const given = current.map(({ by, onBehalfOf, via, outcome, reason, comment, at: votedAt }) => {
    const chosen = outcomes.find((each) => each.id === outcome)
    const label = chosen?.reasons.find((each) => each.id === reason)?.label ?? reason
    return {
      by: { id: by.id, name: reveal(onBehalfOf ? `${by.name} for ${onBehalfOf.name}` : by.name) },
      via,
      label: reveal(chosen?.label ?? outcome),
      reason: label === null ? null : reveal(label),
      comment: comment === null ? null : reveal(comment),
      at: votedAt,
    }
  })
  return {
    needed: votesNeeded,
    given,
    sentence: votesNeeded > 1 ? `${waiting?.given ?? votesNeeded} of ${votesNeeded} votes` : null,
    waitingFor: status === 'pending' ? waitingFor(view) : null,
    notAsked: notAsked(view),
    // One stage goes without saying.
    stages: stages.length > 1 ? stages.map(projectStage) : [],
  }
}

/** "Payments", "Finance or Bo Chen"; whoever it was handed to comes first. */
function waitingFor({ waiting, assignee, team }: ApprovalView): string {
  const asked = waiting ? namesOf(waiting.for) : reveal(team.name)
  return assignee ? `${reveal(assignee.name)} (${asked})` : asked
}

/** "Not asked: Ana Li, who asked for this approval (separation of duties)." */
function notAsked({ notAsked: left }: ApprovalView): string | null {
  const told = left.map(({ sentence, rule }) =>
    rule === 'nobody-left' ? reveal(sentence) : `${reveal(sentence)} (separation of duties)`,
  )
  return told.length === 0 ? null : `Not asked: ${told.join('; ')}.`
}

function projectStage({ name, state, because, given, needed, asked }: ApprovalView['stages'][number]) {
  const so = { done: 'Agreed', now: `${given} of ${needed}, waiting for ${namesOf(asked)}`, later: 'Comes later' }
  const why = because === null ? '' : ` ${reveal(because)}`
  return { name: reveal(name), done: state === 'done', sentence: `${so[state]}.${why}` }
}

/** A team that comes in later is not in the team that was asked first. */
export function projectAudience({ team, waiting }: ApprovalView): string {
  const others =
    waiting && (waiting.for.length === 0 || waiting.for.some(({ kind, id }) => kind !== 'team' || id !== team.id))
  return others ? `Asked: ${namesOf(waiting.for)}.` : `You are asked because you are in ${reveal(team.name)}.`
}

export function projectClaim({ claim, status }: ApprovalView): CaseProjection['claim'] {
  if (!claim || status !== 'pending') return null
  const by = { id: claim.by.id, name: reveal(claim.by.name) }
  return { by, until: claim.until, sentence: `${by.name} looks after it` }
}

export function projectEscalation({ stages, status }: ApprovalView): CaseProjection['escalation'] {
  const stage = stages.find(({ state }) => state === 'now')
  const planned = stage?.escalation
  if (status !== 'pending' || !planned?.at) return null
  const to = namesOf(planned.to)
  return {
    at: planned.at,
    to,
    sentence: planned.done ? `Escalated to ${to}.` : `Without an answer it goes to ${to} too.`,
  }
}

const LIST = new Intl.ListFormat('en', { type: 'disjunction' })
const namesOf = (asked: ApprovalView['stages'][number]['asked']): string =>
  asked.length === 0 ? 'nobody' : LIST.format(asked.map(({ name }) => reveal(name)))
