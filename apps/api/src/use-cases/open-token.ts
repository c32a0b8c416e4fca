import type { AttemptId } from '@countersign/shared/ids'
import type { TaskToken } from '../domain/task-token.ts'
import type { TokenSealer } from '../ports/token-sealer.ts'
import type { TokenVault } from '../ports/token-vault.ts'

interface Deps {
  vault: TokenVault
  sealer: TokenSealer
}

export type OpenedToken =
  | { readonly kind: 'opened'; readonly token: TaskToken }
  /** The vault could not be asked: nothing is known, try later. */
  | { readonly kind: 'unavailable'; readonly error: string }
  /** It is not there, or does not open: only an operator can help. */
  | { readonly kind: 'lost'; readonly detail: string }

/** Brings one task token into the clear, for the call that is about to use it (I10). */
export async function openToken(
  deps: Deps,
  { attemptId, executionArn }: { attemptId: AttemptId; executionArn: string },
): Promise<OpenedToken> {
  let envelope: string | undefined
  try {
    envelope = await deps.vault.get(attemptId)
  } catch (error) {
    return { kind: 'unavailable', error: error instanceof Error ? error.name : 'VaultError' }
  }
  if (envelope === undefined) return { kind: 'lost', detail: 'The task token is not in the vault.' }
  try {
    return { kind: 'opened', token: deps.sealer.open(envelope, { attemptId, executionArn }) }
  } catch (error) {
    return { kind: 'lost', detail: error instanceof Error ? error.message : 'The task token does not open.' }
  }
}
