import type { Endpoints } from './integrations/create-integrations.ts'
import type { Handlers } from './integrations/handler.ts'

export interface StepFunctionsLocalOptions {
  /** Default 0: a free one. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default us-east-1. Part of every ARN. */
  readonly region?: string
  /** Default 123456789012. Part of every ARN. */
  readonly account?: string
  /** Keeps machines, activities and executions in this folder: they survive the process. Default: in memory only. */
  readonly dataDir?: string
  /** Folder of `*.asl.json` and `*.asl.yaml` files to create, or update, as state machines at the start. */
  readonly machines?: string
  readonly handlers?: Handlers
  readonly endpoints?: Endpoints
  /** Starts with AWS's API throttle buckets in force. */
  readonly quotas?: boolean
  /** `manual`: time stands still, now or at the given instant, until `controls.clock.advance`. */
  readonly clock?: 'system' | 'manual' | { readonly heldAt: number }
}
