import type { ApprovalSummary, ApprovalView } from '@countersign/shared/views'

/** The row of an approval whose detail is known: live events bring details, rows follow without asking twice. */
export function summaryOf(view: ApprovalView): ApprovalSummary {
  const { decision } = view
  return {
    id: view.id,
    status: view.status,
    version: view.version,
    title: view.title,
    contextLine: view.case.contextLine ?? null,
    team: view.team,
    risk: view.risk,
    requestedBy: view.requestedBy,
    stateMachineName: view.source.stateMachineName,
    stateName: view.source.stateName,
    attempt: view.attempt,
    createdAt: view.createdAt,
    deadline: view.deadline,
    decision: decision && {
      outcome: decision.outcome,
      kind: decision.kind,
      label: decision.label,
      decidedAt: decision.decidedAt,
      decidedBy: decision.decidedBy,
    },
    callbackStatus: view.callback?.status ?? null,
    closed: view.closed,
    waiting: view.waiting,
    assignee: view.assignee,
    claim: view.claim,
    watch: view.watch,
  }
}
