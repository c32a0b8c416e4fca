import { isInvalidToken } from '../domain/classify-error.ts'
import type { Life } from '../domain/match-attempt.ts'
import type { TaskToken } from '../domain/task-token.ts'
import type { WorkflowEngine } from '../ports/workflow-engine.ts'

interface Deps {
  readonly engine: Pick<WorkflowEngine, 'heartbeat'>
}

/** A heartbeat is the cheapest way to learn whether a task still waits: no event, and AWS's largest quota. */
export async function probeToken({ engine }: Deps, executionArn: string, token: TaskToken): Promise<Life> {
  const outcome = await engine.heartbeat(executionArn, token)
  if (outcome.kind === 'accepted') return 'alive'
  return outcome.kind === 'gone' || isInvalidToken(outcome) ? 'dead' : 'unknown'
}
