import { z } from 'zod'
import { sensitiveLabels } from './case.ts'
import { clockText } from './clock-text.ts'
import { consequence } from './consequence.ts'
import { formatValue } from './format-value.ts'
import { reveal } from './hidden-characters.ts'
import { approvalId, decisionId } from './ids.ts'
import type { Json } from './json.ts'
import { wantsReveal } from './policies.ts'
import { decisionSentence, projectDelivery, projectEnd } from './project-ending.ts'
import { APPROVAL_STATUSES, OUTCOME_KINDS, RISKS, VIAS } from './statuses.ts'
import type { ApprovalSummary, ApprovalView } from './views.ts'
import { RISK_WORDING } from './wording.ts'

const at = z.iso.datetime()
const person = z.strictObject({ id: z.string(), name: z.string() })

/**
 * The one projection of a case (03 §2.1.6): what web, Slack, mail, webhooks and the API say about an approval, in the
 * same words and the same order. Channels lay it out and write instants in their reader's zone; none words a case itself.
 * It carries no payload, and of a sensitive value only that there is one. Text from outside is already revealed:
 * invisible and reordering characters show as ⟨U+…⟩; channels still escape for their own markup.
 */
export const caseProjection = z
  .strictObject({
    id: approvalId,
    url: z.string(),
    version: z.int(),
    attempt: z.int(),
    status: z.enum(APPROVAL_STATUSES),
    /** Still to be decided. */
    open: z.boolean(),
    title: z.string(),
    contextLine: z.string().nullable(),
    /** Where it stands, in one sentence: "Waiting for Payments", "Approved by Ana Li". */
    headline: z.string(),
    tone: z.enum(['wait', 'good', 'bad', 'over']),
    asked: z.strictObject({ by: person.nullable(), at, sentence: z.string() }),
    source: z.strictObject({
      workflow: z.string(),
      step: z.string(),
      environment: z.string().nullable(),
      account: z.string(),
      region: z.string(),
      sentence: z.string(),
    }),
    /** Who decides, and so why the reader was told. */
    audience: z.strictObject({ team: person, sentence: z.string() }),
    why: z.string().nullable().describe("Markdown, the asker's words"),
    risk: z.strictObject({ level: z.enum(RISKS), label: z.string(), sentence: z.string() }),
    due: z
      .strictObject({
        at,
        because: z.string(),
        source: z.enum(['registration', 'history']).optional(),
        consequence: z.string(),
      })
      .nullable()
      .describe('The deadline, and what happens when nobody decides'),
    facts: z.array(
      z.strictObject({
        label: z.string(),
        text: z.string().nullable().describe('null: sensitive, shown in the inbox only'),
        at: at.nullable().describe('Set for dates, so that channels write them in the reader’s zone'),
      }),
    ),
    changes: z.array(
      z.strictObject({
        field: z.string(),
        from: z.string().nullable(),
        to: z.string().nullable(),
        sensitive: z.boolean(),
      }),
    ),
    hidden: z
      .strictObject({
        labels: z.array(z.string()),
        demanded: z.boolean().describe('A vote counts only of somebody who has revealed them'),
        sentence: z.string(),
      })
      .nullable()
      .describe('Sensitive values: no channel carries them, people reveal them in the inbox'),
    evidence: z
      .array(z.strictObject({ label: z.string() }))
      .describe(
        'Opened in the inbox: an address may name people, or be signed and so open the document to whoever holds it',
      ),
    answers: z.array(
      z.strictObject({
        id: z.string(),
        kind: z.enum(OUTCOME_KINDS),
        label: z.string(),
        consequence: z.string().describe('What the workflow does next'),
        reasons: z.array(z.strictObject({ id: z.string(), label: z.string(), consequence: z.string() })),
        /** `direct`: one press · `confirm`: asked back · `form`: opens a form · `inbox`: not outside the inbox. */
        chat: z.enum(['direct', 'confirm', 'form', 'inbox']),
      }),
    ),
    /** Has the reviewer something to edit? */
    editable: z.boolean(),
    votes: z.strictObject({
      needed: z.int(),
      given: z.array(
        z.strictObject({
          by: person,
          via: z.enum(VIAS),
          label: z.string(),
          reason: z.string().nullable(),
          comment: z.string().nullable(),
          at,
        }),
      ),
      sentence: z.string().nullable().describe('"1 of 2 votes"; null where one vote decides'),
      waitingFor: z.string().nullable(),
      notAsked: z.string().nullable().describe('Whom a reader would expect to be asked, and why they are not'),
      stages: z.array(z.strictObject({ name: z.string(), done: z.boolean(), sentence: z.string() })),
    }),
    claim: z
      .strictObject({ by: person, until: at, sentence: z.string() })
      .nullable()
      .describe('Who looks after it until then'),
    escalation: z.strictObject({ at, to: z.string(), sentence: z.string() }).nullable(),
    decision: z
      .strictObject({
        id: decisionId,
        outcome: z.string(),
        kind: z.enum(OUTCOME_KINDS),
        label: z.string(),
        by: z.array(z.strictObject({ id: z.string(), name: z.string(), via: z.enum(VIAS) })),
        sentence: z.string(),
        reason: z.string().nullable(),
        comment: z.string().nullable(),
        at,
        undoUntil: at.nullable(),
      })
      .nullable(),
    delivery: z
      .strictObject({ label: z.string(), sentence: z.string(), step: z.int(), tone: z.enum(['wait', 'good', 'bad']) })
      .nullable(),
    ended: z.strictObject({ at, label: z.string(), sentence: z.string() }).nullable(),
  })
  .meta({ id: 'CaseProjection' })

export type CaseProjection = z.output<typeof caseProjection>

export function projectCase(view: ApprovalView): CaseProjection {
  const decision = view.closed ? null : projectDecision(view)
  const ended = view.closed && projectEnd(view.closed, view.status)
  const votes = projectVotes(view)
  const delivery = decision && view.callback ? projectDelivery(view.callback.status) : null
  return {
    id: view.id,
    url: view.url,
    version: view.version,
    attempt: view.attempt,
    status: view.status,
    open: view.status === 'pending',
    title: reveal(view.title),
    contextLine: view.case.contextLine === undefined ? null : reveal(view.case.contextLine),
    headline: decision?.sentence ?? ended?.sentence ?? `Waiting for ${votes.waitingFor ?? view.team.name}`,
    tone: toneOf(view, delivery),
    asked: projectAsker(view),
    source: projectSource(view),
    audience: { team: view.team, sentence: audienceOf(view) },
    why: view.why === null ? null : reveal(view.why),
    risk: { level: view.risk, ...RISK_WORDING[view.risk] },
    due: view.deadline && { ...view.deadline, consequence: reveal(view.deadline.consequence) },
    facts: view.case.fields.map(projectFact),
    changes: view.case.changes.map(({ field, from, to, sensitive }) => ({
      field: reveal(field),
      from: sensitive ? null : shortJson(from),
      to: sensitive ? null : shortJson(to),
      sensitive: sensitive === true,
    })),
    hidden: projectHidden(view),
    evidence: view.case.evidence.map(({ label }) => ({ label: reveal(label) })),
    answers: view.outcomes.map((outcome) => ({
      id: outcome.id,
      kind: outcome.kind,
      label: reveal(outcome.label),
      consequence: consequence(outcome),
      reasons: outcome.reasons.map(({ id, label }) => ({
        id,
        label: reveal(label),
        consequence: consequence(outcome, id),
      })),
      chat: chatOf(view, outcome.kind),
    })),
    editable: view.form !== null,
    votes,
    claim: projectClaim(view),
    escalation: projectEscalation(view),
    decision,
    delivery,
    ended,
  }
}

/** 03 §2.1.3, friction follows risk: what the policy wants seen in whole is decided in the inbox. */
function chatOf(view: ApprovalView, kind: 'success' | 'failure'): CaseProjection['answers'][number]['chat'] {
  const { risk, demands } = view
  const hidden = projectHidden(view)
  if (!demands.chat || demands.evidence || demands.signedInWithinMinutes !== null || hidden?.demanded) return 'inbox'
  if (kind === 'failure' || demands.comment === 'always') return 'form'
  // What is signed unseen is never signed by one press.
  return risk === 'medium' || hidden ? 'confirm' : 'direct'
}

const ALL = new Intl.ListFormat('en')

function projectHidden({ case: body, demands }: ApprovalView): CaseProjection['hidden'] {
  const labels = sensitiveLabels(body).map(reveal)
  if (labels.length === 0) return null
  const demanded = wantsReveal(demands)
  const [what, them] = labels.length === 1 ? ['One value is', 'it'] : [`${labels.length} values are`, 'them']
  const where = demanded
    ? `Whoever votes has to reveal ${them} in the inbox first.`
    : `People reveal ${them} in the inbox, and that is logged.`
  return { labels, demanded, sentence: `${what} hidden: ${ALL.format(labels)}. ${where}` }
}

function toneOf(view: ApprovalView, delivery: CaseProjection['delivery']): CaseProjection['tone'] {
  if (view.status === 'pending') return 'wait'
  if (view.closed) return 'over'
  if (delivery?.tone === 'bad') return 'bad'
  return view.decision?.kind === 'success' ? 'good' : 'bad'
}

function projectAsker({ requestedBy, createdAt, source }: ApprovalView): CaseProjection['asked'] {
  const by = requestedBy && { id: requestedBy.id, name: reveal(requestedBy.name) }
  return {
    by,
    at: createdAt,
    sentence: by ? `${by.name} asked` : `The workflow ${reveal(source.stateMachineName)} asked`,
  }
}

function projectSource({ source, tags }: ApprovalView): CaseProjection['source'] {
  const workflow = reveal(source.stateMachineName)
  const step = reveal(source.stateName)
  const { env } = tags
  const environment = env === undefined ? null : reveal(env)
  const sentence = [workflow, step, ...(environment === null ? [] : [environment])].join(' · ')
  return { workflow, step, environment, account: source.account, region: source.region, sentence }
}

function projectFact(field: ApprovalView['case']['fields'][number]): CaseProjection['facts'][number] {
  const label = reveal(field.label)
  if (field.sensitive) return { label, text: null, at: null }
  const shown = formatValue(field)
  switch (shown.kind) {
    case 'empty':
      return { label, text: '—', at: null }
    case 'moment':
      return { label, text: shown.exact, at: shown.withTime ? new Date(shown.at).toISOString() : null }
    default:
      return { label, text: shown.text, at: null }
  }
}

const MAX_SHORT_JSON = 200

function shortJson(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return reveal(text.length > MAX_SHORT_JSON ? `${text.slice(0, MAX_SHORT_JSON)}…` : text)
}

const LIST = new Intl.ListFormat('en', { type: 'disjunction' })
const namesOf = (asked: ApprovalView['stages'][number]['asked']): string =>
  asked.length === 0 ? 'nobody' : LIST.format(asked.map(({ name }) => reveal(name)))

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
function audienceOf({ team, waiting }: ApprovalView): string {
  const others =
    waiting && (waiting.for.length === 0 || waiting.for.some(({ kind, id }) => kind !== 'team' || id !== team.id))
  return others ? `Asked: ${namesOf(waiting.for)}.` : `You are asked because you are in ${team.name}.`
}

function projectClaim({ claim, status }: ApprovalView): CaseProjection['claim'] {
  if (!claim || status !== 'pending') return null
  const by = { id: claim.by.id, name: reveal(claim.by.name) }
  return { by, until: claim.until, sentence: `${by.name} looks after it` }
}

function projectEscalation({ stages, status }: ApprovalView): CaseProjection['escalation'] {
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

function projectVotes(view: ApprovalView): CaseProjection['votes'] {
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

function projectDecision({ decision }: ApprovalView): CaseProjection['decision'] {
  if (!decision) return null
  return {
    id: decision.id,
    outcome: decision.outcome,
    kind: decision.kind,
    label: reveal(decision.label),
    by: decision.decidedBy.map(({ id, name, via: through }) => ({ id, name: reveal(name), via: through })),
    sentence: decisionSentence(decision),
    reason: decision.reason && reveal(decision.reason.label),
    comment: decision.comment === null ? null : reveal(decision.comment),
    at: decision.decidedAt,
    undoUntil: decision.undoUntil,
  }
}

/** What a row of a list says of an approval that is over; the same words as in the projection of its whole. */
export function projectRow({ status, decision, closed, callbackStatus }: ApprovalSummary): {
  readonly decision: string | null
  readonly ended: CaseProjection['ended']
  readonly delivery: CaseProjection['delivery']
} {
  // A withdrawal carries a decision too, the one that fails the waiting task; to people it is a withdrawal.
  const decided = closed === null ? decision : null
  return {
    decision: decided && decisionSentence(decided),
    ended: closed && projectEnd(closed, status),
    delivery: decided && callbackStatus ? projectDelivery(callbackStatus) : null,
  }
}

/** "today 14:30 CEST" in a given zone: for channels that cannot leave it to the reader's device. */
export const instantText = (instant: string, now: Date, timeZone: string): string =>
  clockText(Date.parse(instant), now.getTime(), timeZone)
