import type { AttemptId } from '@countersign/shared/ids'

/** Keeps sealed task tokens (ciphertext only), keyed by attempt. Held by one contract suite: test/contract/token-vault.ts. */
export interface TokenVault {
  /**
   * Writes once. The same attempt with the same envelope again is fine; another envelope for a known attempt is refused
   * (`'conflict'`), because an attempt's token never changes.
   * @param expiresAt when the store may forget it (its TTL), after the token's last possible use
   */
  put(attemptId: AttemptId, envelope: string, expiresAt: Date): Promise<'stored' | 'conflict'>
  /** A consistent read: what was put is found. */
  get(attemptId: AttemptId): Promise<string | undefined>
  remove(attemptId: AttemptId): Promise<void>
}
