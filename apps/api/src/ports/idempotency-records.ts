/** Where a finished request's answer is kept, so that its repetition gets the same one. */
export interface IdempotencyRecords {
  /**
   * Claims the key for this request, or says what became of the earlier one. A claim whose request died is free again
   * after 60 s; records live for 24 h. Times are the database's (I12).
   */
  begin(request: IdempotentRequest): Promise<IdempotencyClaim>
  /** Keeps the answer under the claim; a claim that was lost meanwhile keeps nothing. */
  complete(request: IdempotentRequest, lockedAt: string, answer: StoredAnswer): Promise<void>
  /** Forgets the claim: the request came to nothing and may be sent again. */
  release(request: IdempotentRequest, lockedAt: string): Promise<void>
  prune(): Promise<number>
}

export interface IdempotentRequest {
  /** Who: the same key of another principal is another key. */
  readonly principal: string
  readonly route: string
  /** Hashed by the adapter: clients choose it, so it may be anything, even a secret. */
  readonly key: string
  /** SHA-256 over the address and the body. */
  readonly bodyHash: Uint8Array
}

export interface StoredAnswer {
  readonly status: number
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

export type IdempotencyClaim =
  | { readonly kind: 'claimed'; readonly lockedAt: string }
  | { readonly kind: 'replay'; readonly answer: StoredAnswer }
  | { readonly kind: 'inFlight' }
  | { readonly kind: 'otherBody' }
