import type { DecisionId } from '@countersign/shared/ids'
import type { Judgement } from '../domain/callback-transition.ts'
import type { HistoryEvent } from '../domain/history-event.ts'
import { judgeHistory } from '../domain/judge-history.ts'
import type { TaskToken } from '../domain/task-token.ts'
import type { WorkflowEngine } from '../ports/workflow-engine.ts'

interface Deps {
  engine: Pick<WorkflowEngine, 'history'>
}

/**
 * Reads the execution's history, newest page first, until it tells what became of the task (I4). Our own witness is
 * final as soon as it is seen. Every other verdict needs the whole history: an older event may be the task's own, and
 * what closed it may lie outside of it.
 */
export async function judgeTask(
  deps: Deps,
  task: { executionArn: string; token: TaskToken; decisionId: DecisionId | null },
): Promise<Judgement> {
  const events: HistoryEvent[] = []
  let nextToken: string | undefined
  for (;;) {
    const page = await deps.engine.history(task.executionArn, nextToken)
    if (page.kind !== 'read') return page
    events.push(...page.value.events)
    const verdict = judgeHistory(events, task.token, task.decisionId)
    if (page.value.nextToken === null || verdict.kind === 'ours') return verdict
    nextToken = page.value.nextToken
  }
}
