/**
 * A place for checkpoints that the owner of the database cannot change. Names of logs (origins) keep their checkpoints
 * apart.
 */
export interface AuditAnchor {
  /** Stable, and safe to log: where it is. */
  readonly name: string
  /** Written once; the same note again is fine. `other`: another note of this size stands there. */
  put(origin: string, size: number, note: string): Promise<'written' | 'other'>
  /** The largest of at least this size. */
  newest(origin: string, fromSize: number): Promise<{ readonly size: number; readonly note: string } | undefined>
}
