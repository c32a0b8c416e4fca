import { formForChat } from '../../domain/mask-case.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { DecisionValue } from '../../domain/slack/action-values.ts'
import type { Inbound } from '../../domain/slack-in/inbound.ts'
import type { ApprovalReader } from '../../ports/approval-reader.ts'
import type { Identifiers } from '../../ports/identifiers.ts'
import type { Log } from '../../ports/log.ts'
import type { SlackClient } from '../../ports/slack-client.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { projectDossier } from '../../present/present-approval.ts'
import { renderDecideForm } from '../../present/slack/render-form.ts'
import { recordDenial } from '../record-denial.ts'
import { findPerson } from './find-person.ts'
import { previewVote } from './preview-vote.ts'
import { inboxLink, settingsLink, slackSentence } from './slack-sentences.ts'
import { tellPerson } from './tell-person.ts'

export interface OpenFormDeps {
  readonly unitOfWork: UnitOfWork
  readonly reader: Pick<ApprovalReader, 'dossier'>
  readonly identifiers: Identifiers
  readonly slack: SlackClient
  readonly publicUrl: string
  readonly log: Log
}

export type FormPress = Extract<Inbound, { kind: 'press' }> & {
  readonly press: { readonly kind: 'form'; readonly shown: DecisionValue; readonly messageTs: string | null }
}

/** Opens the form of an answer, or says why there is nothing to fill in. It changes nothing, so it may be lost. */
export async function openForm(deps: OpenFormDeps, { actor, place, press, triggerId, messageId }: FormPress) {
  const { shown, messageTs } = press
  const { person, now } = await deps.unitOfWork.transaction(async (stores) => ({
    person: await findPerson(stores, actor),
    now: await stores.now(),
  }))
  const tell = async (sentence: string, link: { label: string; url: string }) => {
    const told = await tellPerson(deps, actor, place, { id: messageId, sentence, link })
    if (told.kind !== 'told') deps.log.warn({ error: errorOf(told) }, 'nobody could be told in Slack')
  }
  if (person.kind === 'stranger') return tell(person.sentence, settingsLink(deps.publicUrl))
  const dossier = await deps.reader.dossier(shown.approvalId)
  const request = { outcome: shown.outcome, caseDigest: shown.caseDigest, attempt: shown.attempt }
  const refusal = (fault: Refused) =>
    tell(slackSentence(fault.refusal, now), inboxLink(deps.publicUrl, shown.approvalId))
  if (!dossier) return refusal(refused({ code: 'not-found' }))
  // What is typed into the form is judged when it comes back.
  const verdict = previewVote(deps, dossier, { principal: person, request, now }, () => [])
  if (verdict.kind === 'refused') {
    await recordDenial(deps.unitOfWork, person, 'vote', shown.approvalId, verdict)
    return refusal(verdict)
  }
  const from = place && messageTs !== null ? { channelId: place.channelId, ts: messageTs } : null
  const view = renderDecideForm(projectDossier(dossier, deps.publicUrl), {
    metadata: { ...shown, from },
    form: formForChat(dossier.approval),
  })
  const opened = await deps.slack.openView(actor.workspaceId, triggerId, view)
  if (opened.kind !== 'ok') {
    deps.log.warn({ workspaceId: actor.workspaceId, error: errorOf(opened) }, 'a form could not be opened')
    await tell('The form could not be opened. Press again.', inboxLink(deps.publicUrl, shown.approvalId))
  }
}

const errorOf = (failure: { readonly kind: string; readonly error?: string }): string => failure.error ?? failure.kind
