import type { Principal } from '../domain/principal.ts'

/** An authenticated request. `label` names the principal in logs, rate limits and idempotency records. */
export interface Caller {
  readonly principal: Principal
  readonly label: string
  /** By cookie: subject to the cross-site rules. */
  readonly browser: boolean
  /** Asks again whether the credential still holds; streams do so while they are open. */
  readonly stillValid: () => Promise<Principal | undefined>
}

/** The part of a browser session that handlers may touch. */
export interface BrowserSession {
  /** `null` outside a signed-in session. Names the stream to close on sign-out. */
  readonly id: string | null
  /** A fresh session id, so that an id planted before sign-in is worth nothing. */
  signIn(userId: string): Promise<void>
  signOut(): Promise<void>
}
