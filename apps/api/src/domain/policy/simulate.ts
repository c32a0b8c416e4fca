import { approvalId, attemptId, callbackId, decisionId, voteId } from '@countersign/shared/ids'
import type { VoteRequest } from '@countersign/shared/requests'
import type { Approval, DecidedApproval, PendingApproval, Vote } from '../approval.ts'
import type { Integration, Principal, User } from '../principal.ts'
import type { Refusal } from '../refusal.ts'
import { castVote, type InputCheck } from '../vote.ts'
import { decideByRule } from './decide-by-rule.ts'
import { escalate, nobodyLeft, stageOf } from './escalate.ts'
import type { Standing } from './plan.ts'
import { timersOf } from './timers.ts'

/** A vote that somebody would cast, and when. */
export interface TrialVote {
  readonly principal: Principal
  readonly request: Omit<VoteRequest, 'caseDigest'>
  readonly at: Date
}

export interface Trial {
  /** As registration would open it. */
  readonly approval: PendingApproval
  /** In the order of their instants. */
  readonly votes: readonly TrialVote[]
  /** Who there is; `null`: nobody looks whether somebody is left. */
  readonly crew: {
    readonly people: readonly User[]
    /** Outside systems that are switched on. */
    readonly systems: readonly Integration[]
  } | null
}

export type Step =
  | {
      readonly kind: 'vote'
      readonly at: Date
      readonly vote: TrialVote
      readonly cast: Vote | null
      /** `null`: it counts. */
      readonly refusal: Refusal | null
      readonly after: Approval
    }
  | {
      readonly kind: 'escalated'
      readonly at: Date
      readonly stage: string
      /** Why before its time. */
      readonly sentence: string | null
      readonly after: Approval
    }
  | { readonly kind: 'ruled' | 'expired'; readonly at: Date; readonly after: Approval }

export interface Trialled {
  readonly steps: readonly Step[]
  /** As it is after the last step. */
  readonly approval: Approval
  /** When each stage began that has begun. */
  readonly began: ReadonlyMap<string, Date>
  readonly votes: readonly Vote[]
}

/** Ids of what is never written. */
export const TRIAL_IDS = {
  approval: approvalId.parse(`apr_${'0'.repeat(36)}`),
  attempt: attemptId.parse(`att_${'0'.repeat(36)}`),
  vote: voteId.parse(`vot_${'0'.repeat(36)}`),
  decision: decisionId.parse(`dec_${'0'.repeat(36)}`),
  callback: callbackId.parse(`cbk_${'0'.repeat(36)}`),
}

/**
 * Lets a case run as it would: rules decide, votes are judged and counted, escalations and deadlines come due, by the very
 * functions that do it for real. Whatever differs from the real course is a fault of this loop alone.
 */
export function simulate({ approval: opened, votes, crew }: Trial, checkInput: InputCheck): Trialled {
  const steps: Step[] = []
  const cast: Vote[] = []
  const began = new Map([[opened.standing.stage, opened.updatedAt]])
  let approval: Approval = opened

  const ruled = decideByRule(opened, TRIAL_IDS, opened.updatedAt)
  if (ruled) {
    approval = { ...opened, status: ruled.to, decision: ruled.decision } satisfies DecidedApproval
    steps.push({ kind: 'ruled', at: opened.updatedAt, after: approval })
  }

  escalateIfNobodyIsLeft(opened.updatedAt)
  for (const vote of votes) {
    comeDue(vote.at)
    const request = { ...vote.request, caseDigest: approval.caseDigest }
    const opened = approval.case.evidence.map(({ url }) => url)
    const ballot = { approval, earlier: cast, principal: vote.principal, request, ids: TRIAL_IDS, now: vote.at }
    const voted = castVote({ ...ballot, opened, revealed: true, expectedVersion: null }, checkInput)
    if (voted.kind === 'refused') {
      steps.push({ kind: 'vote', at: vote.at, vote, cast: null, refusal: voted.refusal, after: approval })
      continue
    }
    cast.push(voted.vote)
    approval =
      voted.kind === 'decided'
        ? { ...voted.approval, status: voted.to, decision: voted.decision }
        : stand(voted.approval, voted.standing, vote.at)
    steps.push({ kind: 'vote', at: vote.at, vote, cast: voted.vote, refusal: null, after: approval })
    escalateIfNobodyIsLeft(vote.at)
  }
  return { steps, approval, began, votes: cast }

  function stand(from: PendingApproval, standing: Standing, at: Date): PendingApproval {
    if (!began.has(standing.stage)) began.set(standing.stage, at)
    return { ...from, standing }
  }

  /** What happens by itself until then, in its order. */
  function comeDue(until: Date): void {
    if (approval.status !== 'pending') return
    const stage = stageOf(approval)
    const timers = timersOf(approval, stage, began.get(stage.id) ?? opened.updatedAt)
    const due = timers.find(({ kind }) => kind === 'escalate')?.dueAt
    if (due && due <= until && !approval.escalated.includes(stage.id)) widen(approval, due, null)
    const { deadline } = approval
    if (deadline && deadline.at <= until && !steps.some(({ kind }) => kind === 'expired'))
      steps.push({ kind: 'expired', at: deadline.at, after: approval })
  }

  function escalateIfNobodyIsLeft(at: Date): void {
    if (approval.status !== 'pending' || !crew) return
    const { escalation, id } = stageOf(approval)
    if (!escalation || approval.escalated.includes(id)) return
    const sentence = nobodyLeft(approval, cast, crew.people, crew.systems)
    if (sentence !== null) widen(approval, at, sentence)
  }

  function widen(from: PendingApproval, at: Date, sentence: string | null): void {
    approval = { ...from, ...escalate(from, cast) }
    steps.push({ kind: 'escalated', at, stage: from.standing.stage, sentence, after: approval })
  }
}
