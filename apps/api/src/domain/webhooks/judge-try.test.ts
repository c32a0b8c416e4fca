import { describe, expect, it } from 'vitest'
import { judgeTry } from './judge-try.ts'

const now = new Date('2026-03-01T12:00:00Z')
const answered = (status: number, retryAfter?: string) => ({ kind: 'answered', status, retryAfter }) as const
const failing = { kind: 'unanswered', error: 'no answer' } as const
const delayAfter = (number: number, random: number, result: Parameters<typeof judgeTry>[0] = failing) => {
  const judgement = judgeTry(result, number, random, now)
  return judgement.kind === 'again' ? judgement.inMs : null
}

describe('one try of a delivery', () => {
  it('is delivered by any 2xx and by nothing else', () => {
    for (let status = 100; status < 600; status += 1)
      expect(judgeTry(answered(status), 1, 0.5, now).kind === 'delivered', String(status)).toBe(
        status >= 200 && status < 300,
      )
  })

  it('ends the endpoint on 410', () => {
    expect(judgeTry(answered(410), 1, 0.5, now)).toEqual({ kind: 'gone' })
  })

  it('is repeated after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 14 h, then given up', () => {
    const seconds = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400]
    expect(seconds.map((_, index) => delayAfter(index + 1, 0.5))).toEqual(seconds.map((each) => each * 1_000))
    expect(judgeTry(failing, 8, 0.5, now)).toEqual({ kind: 'given-up', error: 'no answer' })
    expect(judgeTry(answered(302), 9, 0.5, now)).toEqual({ kind: 'given-up', error: 'HTTP 302' })
  })

  it('is repeated up to a tenth earlier or later, so that failures do not come back together', () => {
    expect(delayAfter(2, 0)).toBe(270_000)
    expect(delayAfter(2, 0.999_999)).toBeCloseTo(330_000, -2)
  })

  it('waits longer when 429 or 503 ask for it, by seconds or by date, and never beyond 14 h', () => {
    expect(delayAfter(1, 0.5, answered(429, '60'))).toBe(60_000)
    expect(delayAfter(1, 0.5, answered(503, ' 90 '))).toBe(90_000)
    expect(delayAfter(1, 0.5, answered(503, 'Sun, 01 Mar 2026 12:02:00 GMT'))).toBe(120_000)
    expect(delayAfter(1, 0.5, answered(503, '999999999999'))).toBe(14 * 3_600_000)
  })

  it('does not wait for what is shorter, past, senseless, or said with another status', () => {
    for (const text of ['1', 'Sun, 01 Mar 2026 11:00:00 GMT', 'soon', '-5', '60.5', '', '2026-03-01T13:00:00Z'])
      expect(delayAfter(1, 0.5, answered(429, text)), text).toBe(5_000)
    expect(delayAfter(1, 0.5, answered(500, '3600'))).toBe(5_000)
  })
})
