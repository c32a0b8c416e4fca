/**
 * The Standard Webhooks scheme, the same for what we send and for what is sent to us: HMAC-SHA256 over
 * `<webhook-id>.<webhook-timestamp>.<the exact bytes>` under each secret (`whsec_` and base64).
 */
export interface WebhookSignatures {
  /** The value of `webhook-signature`: one `v1,…` per secret, separated by spaces. */
  sign(id: string, at: Date, bytes: Uint8Array, secrets: readonly [string, ...string[]]): string
  verify(message: SignedMessage): SignatureVerdict
}

/** Header values as they came, each header once; `secrets` are those that count now. */
export interface SignedMessage {
  readonly id: string
  readonly timestamp: string
  readonly signature: string
  readonly bytes: Uint8Array
  readonly secrets: readonly string[]
  readonly now: Date
}

export type SignatureVerdict =
  /** Which of the secrets made it. */
  | { readonly kind: 'valid'; readonly secretIndex: number }
  /** For the log; the sender is told none of it. */
  | { readonly kind: 'invalid'; readonly why: 'malformed' | 'too-old' | 'too-new' | 'no-match' }
