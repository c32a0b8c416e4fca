import { describe, expect, it } from 'vitest'
import { sampleUser } from '../approval.sample.ts'
import { excludedAs, exclusionOf } from './exclusions.ts'

const ana = sampleUser()

describe('who had a part in a case', () => {
  it('is kept under the name that was given, and every name of whomever the directory knows by it', () => {
    expect(exclusionOf('requester', ' Somebody ', [])).toEqual({ part: 'requester', names: ['somebody'] })
    expect(exclusionOf('author', 'USR_ANA', [ana])).toEqual({
      part: 'author',
      names: ['usr_ana', 'https://login.example.com|sub-ana', 'sub-ana', 'ana@example.com'],
    })
  })

  it('is recognised by any of them: renamed, with another e-mail, or as a new account', () => {
    const exclusions = [exclusionOf('author', 'usr_ana', [ana])]
    const as = (facts: Parameters<typeof sampleUser>[0]) => excludedAs(sampleUser(facts), exclusions)
    expect(as({ name: 'Renamed', email: 'new@example.com' })).toBe('author')
    expect(as({ id: 'usr_new' as never, email: 'new@example.com' })).toBe('author')
    expect(as({ id: 'usr_new' as never, identities: [] })).toBe('author')
    expect(as({ id: 'usr_new' as never, identities: [], email: 'Other@example.com' })).toBeUndefined()
  })

  it('is told by the first part they had, and a namesake has none', () => {
    const two = [exclusionOf('starter', 'usr_bo', []), exclusionOf('submitter', 'usr_ana', [])]
    expect(excludedAs(ana, two)).toBe('submitter')
    expect(
      excludedAs(sampleUser({ id: 'usr_x' as never, name: 'Ana', email: null, identities: [] }), two),
    ).toBeUndefined()
  })
})
