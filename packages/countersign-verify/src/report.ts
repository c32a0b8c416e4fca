/** The first thing that is not as it was written and signed. */
export interface Fault {
  /** The entry it is about; the first of several that come into question. `null`: the file itself. */
  readonly entry: number | null
  /** The last of those. */
  readonly to?: number
  readonly message: string
}

export interface Report {
  readonly kind: 'export' | 'evidence' | 'proof'
  readonly fault: Fault | null
  readonly origin: string
  /** Who signed the newest checkpoint looked at. */
  readonly signedBy: string
  /** Whether the first key was given by whoever verifies, and not only by the file. */
  readonly pinned: boolean
  readonly entries: number
  readonly checkpoints: number
  readonly keyChanges: number
  readonly first: { readonly seq: number; readonly at: string } | null
  readonly last: { readonly seq: number; readonly at: string; readonly hash: string } | null
  readonly notes: readonly string[]
}

export const fault = (entry: number | null, message: string, to?: number): Fault =>
  to === undefined || to === entry ? { entry, message } : { entry, to, message }

/** Found while a file is read; whoever reads it turns it into the report's fault. */
export class FaultFound extends Error {
  override readonly name = 'FaultFound'
  readonly fault: Fault

  constructor(found: Fault) {
    super(found.message)
    this.fault = found
  }
}

export function fail(entry: number | null, message: string, to?: number): never {
  throw new FaultFound(fault(entry, message, to))
}
