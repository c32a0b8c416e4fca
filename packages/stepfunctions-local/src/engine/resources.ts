import type { MachineSnapshot } from './execution.ts'

export interface Machine extends MachineSnapshot {
  readonly createdAt: number
  readonly tags: Readonly<Record<string, string>>
}

export interface Activity {
  readonly arn: string
  readonly name: string
  readonly createdAt: number
}

/** A change to what exists besides executions, as the data folder keeps it. */
export type ResourceEntry =
  | { readonly t: 'machine'; readonly machine: Omit<Machine, 'definition'> }
  | { readonly t: 'machineDeleted'; readonly arn: string }
  | { readonly t: 'activity'; readonly activity: Activity }
  | { readonly t: 'activityDeleted'; readonly arn: string }

/** Resolves when the change is durable. */
export type RecordResource = (entry: ResourceEntry) => Promise<void>
