import type { AttemptId } from '@countersign/shared/ids'
import type { TaskToken } from '../domain/task-token.ts'

/** What a sealed token is bound to: opened with other values, it does not open (I10). */
export interface TokenBinding {
  readonly attemptId: AttemptId
  readonly executionArn: string
}

export interface TokenSealer {
  /** AES-256-GCM; the envelope names the key: `v1.<key id>.<nonce>.<ciphertext+tag>` in base64url. */
  seal(token: TaskToken, binding: TokenBinding): string
  /** Throws when the envelope was tampered with, is bound to something else, or its key is unknown. */
  open(envelope: string, binding: TokenBinding): TaskToken
  /** HMAC-SHA-256 under a key of its own: the identity of a registration (I6). Stable over key rotation. */
  hash(token: TaskToken): Uint8Array
}
