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

it('waits exactly as long as it may, and promises the token', () => {
  const first = take(emptyBucket(0), size, 0, 200)
  expect(first).toEqual({ bucket: { tokens: -1, atMs: 0 }, waitMs: 200, freeInMs: 200 })
  expect(take(first.bucket, size, 100, 1_000)).toEqual({
    bucket: { tokens: -1.5, atMs: 100 },
    waitMs: 300,
    freeInMs: 300,
  })
  expect(take(first.bucket, size, 100, 299)).toEqual({
    bucket: { tokens: -0.5, atMs: 100 },
    waitMs: null,
    freeInMs: 300,
  })
})

it('lets one pass at once for each whole token', () => {
  expect(take({ tokens: 1, atMs: 0 }, size, 0, 0)).toEqual({ bucket: { tokens: 0, atMs: 0 }, waitMs: 0, freeInMs: 0 })
  expect(take({ tokens: 2, atMs: 0 }, size, 0, 0).freeInMs).toBe(0)
  expect(take(emptyBucket(0), size, 200, 0).waitMs).toBe(0)
  expect(take(emptyBucket(0), size, 199, 0)).toMatchObject({ waitMs: null, freeInMs: 1 })
})

it('gains nothing, and loses nothing, by a clock that goes back', () => {
  expect(take({ tokens: 3, atMs: 1_000 }, size, 0, 0).bucket).toEqual({ tokens: 2, atMs: 1_000 })
})

it('saves up no more than the burst', () => {
  expect(take(fullBucket(size, 0), size, 3_600_000, 0).bucket.tokens).toBe(9)
})
