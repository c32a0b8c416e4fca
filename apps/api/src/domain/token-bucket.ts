/** Step Functions counts its calls in token buckets; we keep our own below them (I5). */
export interface Bucket {
  /** May be negative: calls that were promised a later instant. */
  readonly tokens: number
  /** Monotonic milliseconds of the last count. */
  readonly atMs: number
}

export interface BucketSize {
  readonly burst: number
  readonly perSecond: number
}

export const fullBucket = ({ burst }: BucketSize, nowMs: number): Bucket => ({ tokens: burst, atMs: nowMs })

/** After the service throttled us: whatever we believed, nothing is left. */
export const emptyBucket = (nowMs: number): Bucket => ({ tokens: 0, atMs: nowMs })

function refill(bucket: Bucket, { burst, perSecond }: BucketSize, nowMs: number): Bucket {
  const gained = (Math.max(0, nowMs - bucket.atMs) / 1000) * perSecond
  return { tokens: Math.min(burst, bucket.tokens + gained), atMs: Math.max(nowMs, bucket.atMs) }
}

/**
 * Takes one token, at once or by waiting at most `maxWaitMs`.
 * @returns the bucket after the call and how long to wait; `waitMs` null: too long, nothing was taken
 */
export function take(
  bucket: Bucket,
  size: BucketSize,
  nowMs: number,
  maxWaitMs: number,
): { bucket: Bucket; waitMs: number | null; freeInMs: number } {
  const now = refill(bucket, size, nowMs)
  const freeInMs = now.tokens >= 1 ? 0 : Math.ceil(((1 - now.tokens) / size.perSecond) * 1000)
  if (freeInMs > maxWaitMs) return { bucket: now, waitMs: null, freeInMs }
  return { bucket: { ...now, tokens: now.tokens - 1 }, waitMs: freeInMs, freeInMs }
}
