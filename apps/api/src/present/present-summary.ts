import type { WatchView } from '@countersign/shared/preferences'
import type { ApprovalSummary, ClosedView, DeadlineView, DecisionView } from '@countersign/shared/views'
import { AT_DEADLINE } from '@countersign/shared/wording'
import type { Approval, Closed, Deadline, Decision } from '../domain/approval.ts'
import { parseExecutionArn } from '../domain/execution-arn.ts'
import type { Watch } from '../domain/notices/watch.ts'
import type { Standing } from '../domain/policy/plan.ts'
import type { ApprovalRow, ListedApproval } from '../ports/approval-reader.ts'

/** One row of the inbox. */
export function presentSummary({ approval, teamName, decision, callbackStatus, watch }: ApprovalRow): ApprovalSummary {
  return {
    ...presentCore(approval, teamName),
    watch: watch && presentWatch(watch),
    contextLine: approval.contextLine,
    stateMachineName: parseExecutionArn(approval.source.executionArn).stateMachineName,
    stateName: approval.source.stateName,
    decision: decision && presentDecided(decision),
    callbackStatus,
  }
}

/** What the row and the page have in common. */
export function presentCore(approval: Approval | ListedApproval, teamName: string) {
  return {
    id: approval.id,
    status: approval.status,
    version: approval.version,
    title: approval.title,
    team: { id: approval.team, name: teamName },
    risk: approval.risk,
    requestedBy: approval.requestedBy && { id: approval.requestedBy.id, name: approval.requestedBy.name },
    attempt: approval.attempt.number,
    createdAt: approval.createdAt.toISOString(),
    deadline: approval.deadline && presentDeadline(approval.deadline),
    waiting: approval.status === 'pending' ? presentStanding(approval.standing) : null,
    assignee: approval.assignee && { id: approval.assignee.id, name: approval.assignee.name },
    claim: approval.claim && { by: { ...approval.claim.by }, until: approval.claim.until.toISOString() },
    closed: 'closed' in approval ? presentClosed(approval.closed) : null,
  }
}

export const presentDeadline = ({ at, because, source }: Deadline): DeadlineView => ({
  at: at.toISOString(),
  because,
  source: source ?? 'registration',
  consequence: AT_DEADLINE[because],
})

const presentStanding = ({ stage, asked, given, needed }: Standing) => ({
  stage,
  for: asked.map((each) => ({ ...each })),
  given,
  needed,
})

const presentClosed = ({ at, reason, detail }: Closed): ClosedView => ({ at: at.toISOString(), reason, detail })

export const presentDecided = (
  decision: Decision,
): Pick<DecisionView, 'outcome' | 'kind' | 'label' | 'decidedAt' | 'decidedBy'> => ({
  outcome: decision.outcome,
  kind: decision.kind,
  label: decision.label,
  decidedAt: decision.decidedAt.toISOString(),
  decidedBy: decision.decidedBy.map(({ id, name, via }) => ({ id, name, via })),
})

export const presentWatch = ({ muted, snoozedUntil }: Watch): WatchView => ({
  muted,
  snoozedUntil: presentInstant(snoozedUntil),
})

export const presentInstant = (at: Date | null): string | null => at?.toISOString() ?? null
