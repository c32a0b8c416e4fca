import type { ApprovalId, AttemptId } from '@countersign/shared/ids'

/** One live token that is kept alive by beats, or at least asked whether it lives. */
export interface BeatToken {
  readonly attemptId: AttemptId
  readonly approvalId: ApprovalId
  readonly executionArn: string
  readonly shard: number
  readonly heartbeatSeconds: number | null
}

export interface BookSettings {
  readonly livenessMs: number
  /** Of all workers together: SendTaskHeartbeat calls a second in one account and region. */
  readonly quotaOf: (account: string, region: string) => number
  /** How many shards there are. */
  readonly shards: number
  readonly random: () => number
}
