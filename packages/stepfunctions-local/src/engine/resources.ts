import type { Activity } from './activities.ts'
import type { Machine } from './machines.ts'

/** A change to what exists besides executions, as the data folder keeps it. */
export type ResourceEntry =
  | { readonly t: 'machine'; readonly machine: Omit<Machine, 'definition'> }
  | { readonly t: 'machineDeleted'; readonly arn: string }
  | { readonly t: 'activity'; readonly activity: Activity }
  | { readonly t: 'activityDeleted'; readonly arn: string }

/** Resolves when the change is durable. */
export type RecordResource = (entry: ResourceEntry) => Promise<void>
