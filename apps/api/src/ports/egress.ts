/**
 * Calls to addresses somebody configured. The only way out for them (T8): an address inside the network is reached only
 * where the operator's allow list says so, whatever the URL looks like and whatever the name resolves to.
 */
export interface Egress {
  /** For saving: refuses what `send` could never deliver to. A name that resolves badly is found out by `send`. */
  checkUrl(url: string): { readonly kind: 'fine' } | EgressRefused
  /** Never throws, never follows a redirect, never takes longer than `timeoutMs`. */
  send(call: EgressCall): Promise<EgressResult>
}

export interface EgressCall {
  readonly url: string
  readonly method: 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** Of the whole call. Default 10 s. */
  readonly timeoutMs?: number
  /** What is read of the answer; the rest is dropped. Default 64 KB. */
  readonly maxResponseBytes?: number
}

export type EgressResult =
  | {
      readonly kind: 'answered'
      readonly status: number
      /** Lower-case names; of a repeated header the first. */
      readonly headers: Readonly<Record<string, string>>
      /** As far as it was read, undecodable bytes replaced. */
      readonly body: string
    }
  | EgressRefused
  /** Nothing, or nothing whole, came back; the receiver may have acted on it. */
  | { readonly kind: 'failed'; readonly reason: EgressFailure }

export interface EgressRefused {
  readonly kind: 'refused'
  readonly reason: 'malformed' | 'scheme' | 'credentials' | 'address'
  /** For the person who configured it: what is wrong and what to do. */
  readonly sentence: string
}

export type EgressFailure =
  | 'timeout'
  | 'name-not-found'
  | 'connection-refused'
  | 'connection-broken'
  | 'certificate-expired'
  /** For another name than the URL's. */
  | 'certificate-name'
  /** Self-signed, or by an authority that this process does not know. */
  | 'certificate-untrusted'
