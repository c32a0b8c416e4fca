import { callbackIdOf } from '@countersign/shared/ids'
import { apiPath, executionConsoleUrl, webPaths } from '@countersign/shared/paths'
import { projectCase } from '@countersign/shared/project-case'
import type { CaseProjection } from '@countersign/shared/projection'
import type { ApprovalView, CallbackView, DecisionView } from '@countersign/shared/views'
import type { Approval, Attempt, Comment, Decision, Source, Vote } from '../domain/approval.ts'
import { parseExecutionArn } from '../domain/execution-arn.ts'
import { maskCase } from '../domain/mask-case.ts'
import { permissionsOf } from '../domain/permissions.ts'
import { findSeat } from '../domain/policy/find-seat.ts'
import { notAsked, whoIsLeft } from '../domain/policy/not-asked.ts'
import { progressOf, type StageProgress } from '../domain/policy/progress.ts'
import { type Principal, userOf, voterOf } from '../domain/principal.ts'
import type { CallbackDetail, Dossier, Reveal } from '../ports/approval-reader.ts'
import { presentCore, presentDecided, presentInstant, presentWatch } from './present-summary.ts'

export interface Viewer {
  readonly principal: Principal
  readonly now: Date
  readonly publicUrl: string
}

/** The whole page of one approval, as this viewer may use it at this moment. */
export function presentApproval(dossier: Dossier, { principal, now, publicUrl }: Viewer): ApprovalView {
  const { approval, decision, callback } = dossier
  const inForce = decision && callback ? { decision, callback } : undefined
  const may = permissionsOf(principal, approval, { votes: counting(dossier), inForce }, now)
  const view = presentTo(dossier, publicUrl, may, seatOf(principal, approval))
  const viewer = userOf(principal)?.id
  const isTheirs = ({ by, attempt }: Reveal) => by.id === viewer && attempt === approval.attempt.number
  return { ...view, revealed: dossier.reveals.some(isTheirs) }
}

/** The case as every channel tells it, to nobody in particular. */
export const projectDossier = (dossier: Dossier, publicUrl: string): CaseProjection =>
  projectCase(presentTo(dossier, publicUrl, NOBODY, null))

const NO = { allowed: false, reason: null }
const NOBODY: ApprovalView['may'] = { vote: NO, cancel: NO, comment: NO, undo: NO, claim: NO, reassign: NO, reveal: NO }

/** Somebody whose seat the viewer would take, having none of their own. */
function seatOf(principal: Principal, approval: Approval): ApprovalView['votesFor'] {
  const voter = approval.status === 'pending' ? voterOf(principal) : null
  const seat = voter && findSeat(voter, approval)
  return seat?.kind === 'seat' ? seat.onBehalfOf : null
}

function presentTo(
  dossier: Dossier,
  publicUrl: string,
  may: ApprovalView['may'],
  votesFor: ApprovalView['votesFor'],
): ApprovalView {
  const { approval, decision, callback, lastBeatAt } = dossier
  const addresses = addressesOf(approval, publicUrl)
  const { waiting, ...core } = presentCore(approval, dossier.teamName)
  const { gone } = dossier.absentees
  // For everybody alike: what is sensitive leaves by `POST …/reveal` and in evidence packs, both of which are logged.
  const shown = maskCase({ case: approval.case, form: approval.form, input: decision?.input ?? null })
  return {
    ...core,
    waiting: waiting && { ...waiting, for: [...whoIsLeft(waiting.for, gone)] },
    notAsked: waiting ? notAsked(approval, dossier.absentees).map((each) => ({ ...each })) : [],
    why: approval.why,
    policy: { name: approval.policy.name, version: approval.policy.version },
    key: approval.itemKey,
    case: shown.case,
    masked: [...shown.masked],
    revealed: false,
    reveals: dossier.reveals.map(({ by, attempt, at }) => ({ by: { ...by }, attempt, at: at.toISOString() })),
    caseDigest: approval.caseDigest,
    outcomes: [...approval.outcomes],
    form: shown.form,
    undoSeconds: approval.undoSeconds,
    tags: { ...approval.tags },
    timeoutSeconds: approval.timeoutSeconds,
    heartbeat: approval.heartbeat && { ...approval.heartbeat, lastAt: presentInstant(lastBeatAt) },
    source: presentSource(approval.source),
    attempts: dossier.attempts.map(presentAttempt),
    votes: dossier.votes.map(presentVote),
    votesNeeded: approval.standing.needed,
    stages: progressOf(approval, counting(dossier)).map((each) => presentStage(each, dossier)),
    skippedStages: approval.plan.skipped.map((each) => ({ ...each })),
    checks: approval.plan.checks.map((each) => ({ ...each })),
    demands: { ...approval.plan.demands },
    evidenceOpened: [...dossier.evidenceOpened],
    decision: decision && presentDecision({ ...decision, input: shown.input }, approval),
    callback: callback && presentCallback(callback),
    comments: dossier.comments.map(presentComment),
    follows: approval.follows,
    followedBy: dossier.followedBy,
    votesFor,
    may,
    watch: dossier.watch && presentWatch(dossier.watch),
    ...addresses,
    updatedAt: approval.updatedAt.toISOString(),
  }
}

/** Where people find it, and where programs do. */
export const addressesOf = (
  { id, attempt }: Pick<Approval, 'id' | 'attempt'>,
  publicUrl: string,
): { url: string; callbackUrl: string } => ({
  url: `${publicUrl}${webPaths.approval(id)}`,
  callbackUrl: `${publicUrl}${apiPath('callbacks', { callbackId: callbackIdOf(attempt.id) })}`,
})

function presentSource(source: Source): ApprovalView['source'] {
  const { executionName, stateMachineName, mapLabel, account, region } = parseExecutionArn(source.executionArn)
  return {
    executionArn: source.executionArn,
    executionName,
    stateMachineArn: source.stateMachineArn,
    stateMachineName,
    mapLabel,
    stateName: source.stateName,
    account,
    region,
    consoleUrl: executionConsoleUrl(source.executionArn),
    enteredTime: source.enteredTime,
  }
}

const presentAttempt = (attempt: Attempt): ApprovalView['attempts'][number] => ({
  number: attempt.number,
  status: attempt.status,
  retryCount: attempt.retryCount,
  redriveCount: attempt.redriveCount,
  registeredAt: attempt.registeredAt.toISOString(),
  closedAt: presentInstant(attempt.closedAt),
})

const presentVote = (vote: Vote): ApprovalView['votes'][number] => ({
  id: vote.id,
  by: { id: vote.by.id, name: vote.by.name },
  onBehalfOf: vote.onBehalfOf && { ...vote.onBehalfOf },
  via: vote.via,
  stage: vote.stage,
  attempt: vote.attempt,
  outcome: vote.outcome,
  reason: vote.reason,
  comment: vote.comment,
  caseDigest: vote.caseDigest,
  at: vote.at.toISOString(),
})

/** Votes on the newest attempt. */
const counting = ({ approval, votes }: Dossier): readonly Vote[] =>
  votes.filter(({ attempt }) => attempt === approval.attempt.number)

function presentStage(
  { stage, escalated, asked, ...progress }: StageProgress,
  { escalatesAt, absentees }: Dossier,
): ApprovalView['stages'][number] {
  const { id, name, because, rejectVotes, escalation } = stage
  return {
    id,
    name,
    because,
    rejectVotes,
    ...progress,
    asked: whoIsLeft(asked, progress.state === 'now' ? absentees.gone : []).map((each) => ({ ...each })),
    escalation: escalation && {
      at: presentInstant(escalatesAt[id] ?? null),
      to: escalation.to.map((each) => ({ ...each })),
      done: escalated,
    },
  }
}

function presentDecision(decision: Decision, { outcomes }: Approval): DecisionView {
  const reasons = outcomes.find((outcome) => outcome.id === decision.outcome)?.reasons ?? []
  const label = reasons.find((reason) => reason.id === decision.reason)?.label
  return {
    id: decision.id,
    ...presentDecided(decision),
    reason: decision.reason === null ? null : { id: decision.reason, label: label ?? decision.reason },
    error: decision.error,
    comment: decision.comment,
    input: decision.input && { ...decision.input },
    undoUntil: presentInstant(decision.undoUntil),
  }
}

const presentCallback = (callback: CallbackDetail): CallbackView => ({
  status: callback.status,
  attempts: callback.attempts,
  dueAt: callback.dueAt.toISOString(),
  sentAt: presentInstant(callback.sentAt),
  finishedAt: presentInstant(callback.finishedAt),
  historyEvent: callback.historyEvent && { ...callback.historyEvent, at: callback.historyEvent.at.toISOString() },
  detail: callback.detail,
})

export const presentComment = (comment: Comment): ApprovalView['comments'][number] => ({
  id: comment.id,
  by: { id: comment.by.id, name: comment.by.name },
  via: comment.via,
  text: comment.text,
  at: comment.at.toISOString(),
})
