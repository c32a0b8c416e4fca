import { CLOSE_REASONS } from '@countersign/shared/statuses'
import { CLOSE_SENTENCES } from '@countersign/shared/wording'
import type { AuditRow } from '../../ports/approval-reader.ts'

/** The entry as a sentence. Data is read with care: entries of older versions stay in the log for ever. */
export function entrySentence({ type, actor, data }: AuditRow): string {
  const who = onBehalfOf(data, actor.name)
  const outcome = quoted(data.outcome)
  switch (type) {
    case 'approval.requested':
      return `${who} asked for this approval.`
    case 'approval.superseded':
      return `The task was retried: attempt ${word(data.attempt)} replaces the earlier one, and votes are asked again.`
    case 'approval.revived':
      return `The task came back with attempt ${word(data.attempt)}: the approval is open again.`
    case 'attempt.late':
      return `Attempt ${word(data.attempt)} was registered too late to ask: ${word(data.status)}.`
    case 'attempt.linked':
      return 'The execution history proved it to be a retry of another approval, which it continues.'
    case 'attempt.figures_corrected':
      return 'The execution history tells other timeouts than the registration: those of the history count.'
    case 'approval.moved':
      return `${who} moved it to version ${word(isRecord(data.policy) ? data.policy.version : null)} of its policy: votes are asked again.`
    case 'approval.voted':
      return `${who} voted ${outcome}${because(data.reason)}.`
    case 'approval.decided':
      return `Decided ${outcome}${because(data.reason)}.`
    case 'approval.claimed':
      return data.from ? `${who} took the claim over from ${nameIn(data.from)}.` : `${who} claimed it.`
    case 'approval.released':
      return `${who} released the claim.`
    case 'approval.reassigned':
      return `${who} handed it to ${nameIn(data.to)}.`
    case 'approval.escalated':
      return `${word(data.sentence)} ${namesIn(data.to)} may answer too.`
    case 'approval.undone':
      return `${who} took the decision back before it was sent.`
    case 'approval.commented':
      return `${who} commented.`
    case 'payload.revealed':
      return `${who} revealed what is hidden in attempt ${word(data.attempt)}: ${wordsIn(data.fields)}.`
    case 'evidence.opened':
      return `${who} opened a piece of evidence.`
    case 'audit.evidence_handed_out':
      return `${who} was handed the evidence pack${data.reveals === true ? ', with what is hidden in it' : ''}.`
    case 'approval.expired':
    case 'approval.withdrawn':
      return closeSentence(data.reason ?? data.closeReason) ?? `The approval ended: ${type.slice('approval.'.length)}.`
    case 'callback.sent':
      return 'The decision was sent to Step Functions; its reply proved nothing yet.'
    case 'callback.confirmed':
      if (data.proof === 'reply') return 'Step Functions accepted the decision.'
      return `The workflow continued with this decision${eventOf(data.historyEvent)}.`
    case 'callback.failed':
      return `The decision did not take effect: ${word(data.status).replaceAll('_', ' ')}.`
    case 'security.denied':
      return `${who} was refused: ${word(data.action)} (${word(data.rule)}).`
    case 'security.closed_elsewhere':
      return 'Something other than Countersign answered the task. Its token is in other hands.'
    case 'security.callback_released':
      return `${who} released the parked delivery: it is sent again.`
    default:
      return `${who}: ${type}.`
  }
}

const nameIn = (value: unknown): string => (isRecord(value) ? word(value.name) : 'somebody')
const namesIn = (value: unknown): string => (Array.isArray(value) ? value.map(nameIn).join(', ') : 'Others')
const wordsIn = (value: unknown): string => (Array.isArray(value) ? value.map(quoted).join(', ') : 'unknown')
const word = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : 'unknown'
const quoted = (value: unknown): string => `“${word(value)}”`
const because = (reason: unknown): string => (typeof reason === 'string' ? ` because of ${quoted(reason)}` : '')

function onBehalfOf(data: AuditRow['data'], name: string): string {
  const person = data.onBehalfOf
  return isRecord(person) ? `${word(person.name)} (through ${name})` : name
}

function closeSentence(reason: unknown): string | undefined {
  const known = CLOSE_REASONS.find((each) => each === reason)
  return known && CLOSE_SENTENCES[known]
}

const eventOf = (event: unknown): string => (isRecord(event) ? ` (event ${word(event.id)}, ${word(event.type)})` : '')

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
