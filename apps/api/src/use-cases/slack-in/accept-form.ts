import type { VoteRequest } from '@countersign/shared/requests'
import { formForChat } from '../../domain/mask-case.ts'
import type { FieldError, Refusal } from '../../domain/refusal.ts'
import { FORM_BLOCKS } from '../../domain/slack/action-values.ts'
import { type FormAnswer, readForm } from '../../domain/slack/read-form.ts'
import type { Inbound } from '../../domain/slack-in/inbound.ts'
import type { ApprovalReader, Dossier } from '../../ports/approval-reader.ts'
import type { FormValidator } from '../../ports/form-validator.ts'
import type { Identifiers } from '../../ports/identifiers.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { recordDenial } from '../record-denial.ts'
import { findPerson } from './find-person.ts'
import { previewVote } from './preview-vote.ts'
import { slackSentence } from './slack-sentences.ts'
import { storeDeed } from './store-deed.ts'

export interface AcceptFormDeps {
  readonly unitOfWork: UnitOfWork
  readonly reader: Pick<ApprovalReader, 'dossier'>
  readonly identifiers: Identifiers
  readonly forms: FormValidator
}

type Submission = Extract<Inbound, { kind: 'submission' }>
/** By block_id, for `response_action: errors`: the form stays open, with everything that was typed. */
export type FormErrors = Readonly<Record<string, string>>

/** A form that was sent: what is wrong with it is said in the form; a good one is stored and done after the ack. */
export async function acceptForm(
  deps: AcceptFormDeps,
  { actor, form: shown, values, messageId }: Submission,
  bodyHash: Uint8Array,
): Promise<FormErrors | null> {
  const { person, now } = await deps.unitOfWork.transaction(async (stores) => ({
    person: await findPerson(stores, actor),
    now: await stores.now(),
  }))
  if (person.kind === 'stranger') return overall(person.sentence)
  const dossier = await deps.reader.dossier(shown.approvalId)
  if (!dossier) return overall(slackSentence({ code: 'not-found' }, now))
  const outcome = dossier.approval.outcomes.find(({ id }) => id === shown.outcome)
  const answer = readForm(outcome?.kind === 'success' ? formForChat(dossier.approval) : null, values)
  const request = requestOf(shown, answer)
  const verdict = previewVote(deps, dossier, { principal: person, request, now }, deps.forms.check)
  if (verdict.kind === 'refused' && !isRepeat(dossier, person.user.id, shown)) {
    await recordDenial(deps.unitOfWork, person, 'vote', shown.approvalId, verdict)
    return { ...errorsOf(verdict.refusal, now), ...answer.errors }
  }
  const missing = outcome && outcome.reasons.length > 0 && answer.reason === null
  const errors = { ...answer.errors, ...(missing ? { [FORM_BLOCKS.reason]: 'Pick a reason.' } : {}) }
  if (Object.keys(errors).length > 0) return errors
  const { from, ...value } = shown
  const { reason, comment, input } = answer
  const stored = {
    actor,
    place: from && { channelId: from.channelId, threadTs: null },
    deed: { kind: 'vote' as const, shown: value, reason, comment, input: input && { ...input } },
  }
  const result = await storeDeed(deps, stored, { messageId, bodyHash })
  return result === 'not-connected' ? overall('This workspace is no longer connected. Nothing was recorded.') : null
}

function requestOf({ outcome, caseDigest, attempt }: Submission['form'], answer: FormAnswer): VoteRequest {
  const { reason, comment, input } = answer
  return {
    outcome,
    caseDigest,
    attempt,
    ...(reason === null ? {} : { reason }),
    ...(comment === null ? {} : { comment }),
    ...(input === null ? {} : { input: { ...input } }),
  }
}

/** The same form sent twice: the first one's vote counts, and the second is done as well. */
const isRepeat = ({ votes }: Dossier, userId: string, shown: Submission['form']): boolean =>
  votes.some(({ by, outcome, attempt }) => by.id === userId && outcome === shown.outcome && attempt === shown.attempt)

/** Said below the comment: every form has one. */
const overall = (sentence: string): FormErrors => ({ [FORM_BLOCKS.comment]: sentence })

function errorsOf(refusal: Refusal, now: Date): FormErrors {
  if (refusal.code !== 'invalid-request') return overall(slackSentence(refusal, now))
  return Object.fromEntries(refusal.errors.map((error) => [blockOf(error), `${sentenceCase(error.message)}.`]))
}

/** `/input/amount` is the field `amount`; what is wrong deeper down, or beside any field, is said below the comment. */
function blockOf({ pointer }: FieldError): string {
  const [, part, name] = pointer.split('/')
  if (part === 'reason') return FORM_BLOCKS.reason
  if (part === 'input' && name) return FORM_BLOCKS.field(name.replaceAll('~1', '/').replaceAll('~0', '~'))
  return FORM_BLOCKS.comment
}

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, '')
