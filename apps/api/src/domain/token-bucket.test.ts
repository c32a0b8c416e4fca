import fc from 'fast-check'
import { expect, it } from 'vitest'
import { emptyBucket, fullBucket, take } from './token-bucket.ts'

const size = { burst: 10, perSecond: 5 }

it('never lets more pass than the burst plus what was refilled', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 200 }), (pauses) => {
      let bucket = fullBucket(size, 0)
      let nowMs = 0
      let passed = 0
      let lastMs = 0
      for (const pause of pauses) {
        nowMs += pause
        const taken = take(bucket, size, nowMs, 1_000)
        bucket = taken.bucket
        if (taken.waitMs === null) continue
        passed += 1
        lastMs = Math.max(lastMs, nowMs + taken.waitMs)
        if (passed > size.burst + (lastMs / 1_000) * size.perSecond + 1e-6) return false
      }
      return true
    }),
  )
})

it('says how long to wait, and takes nothing when that is too long', () => {
  const empty = emptyBucket(0)
  expect(take(empty, size, 0, 1_000).waitMs).toBe(200)
  const refused = take(empty, size, 0, 100)
  expect(refused).toMatchObject({ waitMs: null, freeInMs: 200 })
  expect(refused.bucket.tokens).toBe(0)
})

it('saves up no more than the burst', () => {
  expect(take(fullBucket(size, 0), size, 3_600_000, 0).bucket.tokens).toBe(9)
})
