import { randomBytes } from 'node:crypto'
import type { AttemptId } from '@countersign/shared/ids'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TaskToken } from '../../domain/task-token.ts'
import type { SealingKey } from './envelope.ts'
import { createTokenSealer } from './token-sealer.ts'

const key = (id: string): SealingKey => ({ id, secret: randomBytes(32) })
const binding = {
  attemptId: 'att_one' as AttemptId,
  executionArn: 'arn:aws:states:eu-west-1:123456789012:execution:Orders:8812',
}
const token = new TaskToken(`AAAAKgAAAAIAAAAAAAAAA${'b+/='.repeat(140)}`)
const hashKey = randomBytes(32)

describe('the token sealer', () => {
  it('opens what it sealed, for any token', () => {
    const sealer = createTokenSealer([key('k1')], hashKey)
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 2_048 }), (value) => {
        expect(sealer.open(sealer.seal(new TaskToken(value), binding), binding).reveal()).toBe(value)
      }),
    )
  })

  it('never seals the same token to the same bytes twice', () => {
    const sealer = createTokenSealer([key('k1')], hashKey)
    expect(sealer.seal(token, binding)).not.toBe(sealer.seal(token, binding))
  })

  it('does not open when the envelope is moved to another attempt or another execution', () => {
    const sealer = createTokenSealer([key('k1')], hashKey)
    const envelope = sealer.seal(token, binding)
    expect(() => sealer.open(envelope, { ...binding, attemptId: 'att_two' as AttemptId })).toThrow(/does not open/)
    expect(() => sealer.open(envelope, { ...binding, executionArn: `${binding.executionArn}x` })).toThrow(
      /does not open/,
    )
  })

  it('does not open when any bit of nonce, ciphertext or tag is flipped', () => {
    const sealer = createTokenSealer([key('k1')], hashKey)
    const parts = sealer.seal(token, binding).split('.')
    fc.assert(
      fc.property(fc.constantFrom(2, 3), fc.nat(), fc.nat(7), (part, place, bit) => {
        const bytes = Buffer.from(parts[part] ?? '', 'base64url')
        bytes[place % bytes.length] = (bytes[place % bytes.length] ?? 0) ^ (1 << bit)
        expect(() => sealer.open(parts.with(part, bytes.toString('base64url')).join('.'), binding)).toThrow(
          /does not open/,
        )
      }),
    )
  })

  it('refuses an envelope with a part missing, added or of another version', () => {
    const sealer = createTokenSealer([key('k1')], hashKey)
    const envelope = sealer.seal(token, binding)
    for (const bad of [
      '',
      'v1',
      envelope.replace('v1.', 'v2.'),
      `${envelope}.x`,
      envelope.split('.').slice(0, 3).join('.'),
    ])
      expect(() => sealer.open(bad, binding)).toThrow(/unknown form/)
  })

  it('refuses a truncated authentication tag', () => {
    const sealer = createTokenSealer([key('k1')], hashKey)
    const [version, id, nonce, sealed] = sealer.seal(token, binding).split('.')
    const short = Buffer.from(sealed ?? '', 'base64url')
      .subarray(0, -4)
      .toString('base64url')
    expect(() => sealer.open([version, id, nonce, short].join('.'), binding)).toThrow(/does not open/)
  })

  it('keeps old tokens readable and their identity unchanged after a rotation, and seals with the newest key', () => {
    const [old, fresh] = [key('2025'), key('2026')]
    const before = createTokenSealer([old], hashKey)
    const after = createTokenSealer([fresh, old], hashKey)
    const envelope = before.seal(token, binding)
    expect(after.open(envelope, binding).reveal()).toBe(token.reveal())
    expect(after.seal(token, binding)).toMatch(/^v1\.2026\./)
    expect(after.hash(token)).toEqual(before.hash(token))
  })

  it('names the missing key when a key was removed too early', () => {
    const envelope = createTokenSealer([key('2025')], hashKey).seal(token, binding)
    expect(() => createTokenSealer([key('2026')], hashKey).open(envelope, binding)).toThrow(
      /no key "2025" in TOKEN_KEYS/,
    )
  })

  it('never puts the token into an error or an envelope', () => {
    const sealer = createTokenSealer([key('k1')], hashKey)
    const envelope = sealer.seal(token, binding)
    expect(envelope).not.toContain(token.reveal().slice(0, 30))
    expect(String(Buffer.from(envelope.split('.')[3] ?? '', 'base64url'))).not.toContain(token.reveal().slice(0, 30))
  })
})
