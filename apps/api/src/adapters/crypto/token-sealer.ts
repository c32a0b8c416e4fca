import { createHmac } from 'node:crypto'
import { TaskToken } from '../../domain/task-token.ts'
import type { TokenSealer } from '../../ports/token-sealer.ts'
import { createEnvelopes, deriveKey, type SealingKey } from './envelope.ts'

/**
 * Seals task tokens, bound to their attempt and execution.
 * @param hashKey the key of the token's identity hash; it never rotates, or known tokens would register twice
 */
export function createTokenSealer(keys: readonly [SealingKey, ...SealingKey[]], hashKey: Uint8Array): TokenSealer {
  const envelopes = createEnvelopes(keys, 'countersign token sealing')
  const identity = deriveKey(hashKey, 'countersign token identity')
  return {
    seal: (token, { attemptId, executionArn }) => envelopes.seal(token.reveal(), [attemptId, executionArn]),
    open: (envelope, { attemptId, executionArn }) => new TaskToken(envelopes.open(envelope, [attemptId, executionArn])),
    hash: (token) => createHmac('sha256', identity).update(token.reveal()).digest(),
  }
}
