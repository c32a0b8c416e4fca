import { isJsonObject, type Json } from '../language/json.ts'

export interface Bucket {
  readonly size: number
  readonly refillPerSecond: number
}

/** AWS, "Service quotas": API throttle buckets in us-east-1, us-west-2 and eu-west-1. */
const large: Readonly<Record<string, Bucket>> = {
  SendTaskSuccess: { size: 3_000, refillPerSecond: 500 },
  SendTaskFailure: { size: 3_000, refillPerSecond: 500 },
  SendTaskHeartbeat: { size: 3_000, refillPerSecond: 500 },
  GetActivityTask: { size: 3_000, refillPerSecond: 500 },
  StartExecution: { size: 1_300, refillPerSecond: 300 },
  DescribeExecution: { size: 300, refillPerSecond: 15 },
  GetExecutionHistory: { size: 400, refillPerSecond: 20 },
  StopExecution: { size: 1_000, refillPerSecond: 200 },
  ListExecutions: { size: 200, refillPerSecond: 5 },
  RedriveExecution: { size: 1_300, refillPerSecond: 300 },
}

/** The same page: every other Region. */
const small: Readonly<Record<string, Bucket>> = {
  SendTaskSuccess: { size: 1_500, refillPerSecond: 300 },
  SendTaskFailure: { size: 1_500, refillPerSecond: 300 },
  SendTaskHeartbeat: { size: 1_500, refillPerSecond: 300 },
  GetActivityTask: { size: 1_500, refillPerSecond: 300 },
  StartExecution: { size: 800, refillPerSecond: 150 },
  DescribeExecution: { size: 250, refillPerSecond: 10 },
  GetExecutionHistory: { size: 400, refillPerSecond: 20 },
  StopExecution: { size: 500, refillPerSecond: 25 },
  ListExecutions: { size: 100, refillPerSecond: 2 },
  RedriveExecution: { size: 800, refillPerSecond: 150 },
}

const largeRegions = new Set(['us-east-1', 'us-west-2', 'eu-west-1'])

export interface Quotas {
  /** Starts with full buckets; `overrides` replace AWS's for the operations they name. */
  enable(overrides?: Readonly<Record<string, Bucket>>): void
  disable(): void
  readonly enabled: boolean
}

interface Level {
  tokens: number
  at: number
}

export function createQuotas(region: string, now: () => number): Quotas & { admit(api: string): boolean } {
  const standard = largeRegions.has(region) ? large : small
  const levels = new Map<string, Level>()
  let buckets: Readonly<Record<string, Bucket>> | undefined

  return {
    get enabled() {
      return buckets !== undefined
    },
    enable(overrides = {}) {
      buckets = { ...standard, ...overrides }
      levels.clear()
    },
    disable() {
      buckets = undefined
    },
    admit(api) {
      const bucket = buckets?.[api]
      if (bucket === undefined) return true
      const at = now()
      const level = levels.get(api) ?? { tokens: bucket.size, at }
      const refilled = level.tokens + ((at - level.at) / 1_000) * bucket.refillPerSecond
      const tokens = Math.min(bucket.size, refilled)
      levels.set(api, { tokens: tokens >= 1 ? tokens - 1 : tokens, at })
      return tokens >= 1
    },
  }
}

export function readBuckets(overrides: Json | undefined): Record<string, Bucket> {
  if (overrides === undefined) return {}
  if (!isJsonObject(overrides)) throw new Error("'overrides' has to map operations to buckets")
  return Object.fromEntries(
    Object.entries(overrides).map(([api, bucket]) => {
      const { size, refillPerSecond } = isJsonObject(bucket) ? bucket : {}
      if (typeof size !== 'number' || typeof refillPerSecond !== 'number') {
        throw new Error(`The bucket of ${api} has to have a size and a refillPerSecond`)
      }
      return [api, { size, refillPerSecond }]
    }),
  )
}
