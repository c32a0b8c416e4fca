import { describe, expect, it } from 'vitest'
import { createIdentifiers } from './identifiers.ts'

describe('public ids', () => {
  it('sort by the time they were made', () => {
    let now = Date.UTC(2026, 10, 21)
    const ids = createIdentifiers(() => now)
    const made = Array.from({ length: 50 }, () => {
      now += 1
      return ids.approval()
    })
    expect([...made].sort()).toEqual(made)
  })

  it('never repeat and carry 26 random characters', () => {
    const ids = createIdentifiers(() => 0)
    const made = Array.from({ length: 2_000 }, () => ids.decision())
    expect(new Set(made).size).toBe(2_000)
    expect(made[0]).toMatch(/^dec_0{10}[0-9a-hjkmnp-tv-z]{26}$/)
  })

  it('use every character of the alphabet evenly', () => {
    const ids = createIdentifiers(() => 0)
    const seen = new Map<string, number>()
    for (let index = 0; index < 2_000; index++)
      for (const character of ids.vote().slice(14)) seen.set(character, (seen.get(character) ?? 0) + 1)
    const expected = (2_000 * 26) / 32
    for (const count of seen.values()) expect(Math.abs(count - expected)).toBeLessThan(expected * 0.2)
    expect(seen.size).toBe(32)
  })
})
