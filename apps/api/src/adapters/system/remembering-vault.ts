import type { TokenVault } from '../../ports/token-vault.ts'

/** About 1 KB each. A token beyond it costs one read of the vault per beat. */
const ENVELOPES = 100_000

/**
 * Remembers what it has read: an attempt's envelope never changes, and every beat needs it. Only ciphertext stays in
 * memory (I10). What was used longest ago is forgotten first.
 */
export function rememberingVault(vault: TokenVault, limit = ENVELOPES): TokenVault {
  const known = new Map<string, string>()

  return {
    put: vault.put,
    async get(attemptId) {
      const envelope = known.get(attemptId) ?? (await vault.get(attemptId))
      if (envelope === undefined) return undefined
      known.delete(attemptId)
      known.set(attemptId, envelope)
      const [oldest] = known.keys()
      if (known.size > limit && oldest !== undefined) known.delete(oldest)
      return envelope
    },
    async remove(attemptId) {
      known.delete(attemptId)
      await vault.remove(attemptId)
    },
  }
}
