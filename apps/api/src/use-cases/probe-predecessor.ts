import type { PendingApproval } from '../domain/approval.ts'
import type { TokenSealer } from '../ports/token-sealer.ts'
import type { TokenVault } from '../ports/token-vault.ts'
import type { WorkflowEngine } from '../ports/workflow-engine.ts'
import { openToken } from './open-token.ts'

interface Deps {
  readonly vault: TokenVault
  readonly sealer: TokenSealer
  readonly engine: Pick<WorkflowEngine, 'heartbeat'>
}

/**
 * Whether the engine still waits for this attempt. A retried task has lost its old token, so a token that lives belongs
 * to a sibling: an item of the same Map whose own first attempt never got as far as registering. Only a proof keeps
 * them apart. An outside system's dead man's switch is not touched; without a proof the usual rules of lineage hold.
 */
export async function probePredecessor(
  deps: Deps,
  { attempt, source, heartbeat }: PendingApproval,
): Promise<'dead' | 'alive'> {
  if (heartbeat?.mode === 'external') return 'dead'
  const opened = await openToken(deps, { attemptId: attempt.id, executionArn: source.executionArn })
  if (opened.kind !== 'opened') return 'dead'
  const outcome = await deps.engine.heartbeat(source.executionArn, opened.token)
  return outcome.kind === 'accepted' ? 'alive' : 'dead'
}
