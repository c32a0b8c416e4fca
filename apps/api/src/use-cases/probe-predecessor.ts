import type { Approval } from '../domain/approval.ts'
import type { Life } from '../domain/match-attempt.ts'
import type { TokenSealer } from '../ports/token-sealer.ts'
import type { TokenVault } from '../ports/token-vault.ts'
import type { WorkflowEngine } from '../ports/workflow-engine.ts'
import { judgeTask } from './judge-task.ts'
import { openToken } from './open-token.ts'
import { probeToken } from './probe-token.ts'

interface Deps {
  readonly vault: TokenVault
  readonly sealer: TokenSealer
  readonly engine: Pick<WorkflowEngine, 'heartbeat' | 'history'>
}

/**
 * Whether the engine still waits for this attempt. A retried task has lost its old token, so a token that lives belongs
 * to a sibling: an item of the same Map whose own first attempt never got as far as registering. Where an outside system
 * beats, the history is read instead, so that its dead man's switch is not fed.
 */
export async function probePredecessor(deps: Deps, { attempt, source, heartbeat }: Approval): Promise<Life> {
  const { executionArn } = source
  const opened = await openToken(deps, { attemptId: attempt.id, executionArn })
  if (opened.kind !== 'opened') return 'unknown'
  if (heartbeat?.mode !== 'external') return probeToken(deps, executionArn, opened.token)
  const judgement = await judgeTask(deps, { executionArn, token: opened.token, decisionId: null })
  switch (judgement.kind) {
    case 'open':
      return 'alive'
    case 'ours':
    case 'elsewhere':
    case 'ended':
      return 'dead'
    default:
      return 'unknown'
  }
}
