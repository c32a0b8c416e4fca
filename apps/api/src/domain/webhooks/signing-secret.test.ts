import { describe, expect, it } from 'vitest'
import { makeSigningSecret, signingKeyOf } from './signing-secret.ts'

const secretOf = (bytes: number) => `whsec_${Buffer.alloc(bytes, 0xfb).toString('base64')}`

describe('a signing secret', () => {
  it('is new each time, of 256 bits', () => {
    const secret = makeSigningSecret()
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(signingKeyOf(secret)).toHaveLength(32)
    expect(makeSigningSecret()).not.toBe(secret)
  })

  it('holds a key of 24 to 64 bytes', () => {
    const lengths = [0, 23, 24, 32, 64, 65].map((bytes) => signingKeyOf(secretOf(bytes))?.length)
    expect(lengths).toEqual([undefined, undefined, 24, 32, 64, undefined])
    expect(signingKeyOf(secretOf(24))).toEqual(Buffer.alloc(24, 0xfb))
  })

  it.each([
    ['without its prefix', secretOf(32).slice('whsec_'.length)],
    ['with another prefix of that length', secretOf(32).replace('whsec_', 'whsig_')],
    ['without its padding', secretOf(32).replace('=', '')],
    ['in the alphabet of URLs', secretOf(32).replaceAll('+', '-')],
    ['with a blank behind it', `${secretOf(32)} `],
    ['with bits to spare', `whsec_${'A'.repeat(31)}B`.concat('AAAAAAAAAAB=')],
  ])('is none %s', (_name, text) => {
    expect(signingKeyOf(text)).toBeUndefined()
  })
})
