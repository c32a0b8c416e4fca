/** Keeps what we sign with and what we call Slack with: sealed at rest, opened where it is used. */
export interface SecretSealer {
  /** @param place the id of the row it belongs to, such as `sec_…` or `slack:T0123`; it opens nowhere else */
  seal(secret: string, place: string): string
  /** Throws when the envelope was tampered with, belongs elsewhere, or its key is unknown. */
  open(envelope: string, place: string): string
}
