import { sensitiveLabels } from './case.ts'
import { consequence } from './consequence.ts'
import { formatValue } from './format-value.ts'
import { reveal } from './hidden-characters.ts'
import type { Json } from './json.ts'
import { wantsReveal } from './policy-document.ts'
import { decisionSentence, projectDelivery, projectEnd } from './project-ending.ts'
import { projectAudience, projectClaim, projectEscalation, projectVotes } from './project-votes.ts'
import type { CaseProjection } from './projection.ts'
import type { ApprovalView } from './views.ts'
import { RISK_WORDING } from './wording.ts'

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
    audience: { team: view.team, sentence: projectAudience(view) },
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
