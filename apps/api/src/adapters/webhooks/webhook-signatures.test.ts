import { randomBytes, randomInt } from 'node:crypto'
import { secretRequest } from '@countersign/shared/integrations'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { makeSigningSecret, signingKeyOf } from '../../domain/webhooks/signing-secret.ts'
import { createWebhookSignatures } from './webhook-signatures.ts'

const signatures = createWebhookSignatures()
const MESSAGES = 1_000

/** Text of every kind of character, because signatures are over bytes and not over what they mean. */
const aBody = () =>
  JSON.stringify({
    text: Array.from({ length: randomInt(1, 60) }, () => String.fromCodePoint(randomInt(1, 0xd7ff))).join(''),
    number: randomInt(1_000_000),
  })

const seconds = (at: Date) => String(Math.floor(at.getTime() / 1_000))

function aSigned(at = new Date()) {
  const secret = makeSigningSecret()
  const bytes = Buffer.from('{"type":"approval.decided"}')
  const id = 'evt_1'
  const signature = signatures.sign(id, at, bytes, [secret])
  return { id, timestamp: seconds(at), signature, bytes, secrets: [secret], now: at }
}

describe('signatures of Standard Webhooks', () => {
  it(`that we make are verified by the published library, ${MESSAGES} random messages`, () => {
    for (let n = 0; n < MESSAGES; n += 1) {
      const [secret, body, id, at] = [makeSigningSecret(), aBody(), `evt_${n}`, new Date()]
      const signature = signatures.sign(id, at, Buffer.from(body), [makeSigningSecret(), secret])
      const headers = { 'webhook-id': id, 'webhook-timestamp': seconds(at), 'webhook-signature': signature }
      expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body))
    }
  })

  it(`that the published library makes are verified by us, ${MESSAGES} random messages`, () => {
    for (let n = 0; n < MESSAGES; n += 1) {
      const [secret, body, id, now] = [makeSigningSecret(), aBody(), `msg.${n}`, new Date()]
      const signature = new Webhook(secret).sign(id, now, body)
      const verdict = signatures.verify({
        id,
        timestamp: seconds(now),
        signature,
        bytes: Buffer.from(body),
        secrets: [makeSigningSecret(), secret],
        now,
      })
      expect(verdict).toEqual({ kind: 'valid', secretIndex: 1 })
    }
  })

  it('do not verify when any one bit of id, timestamp, body or key is another', () => {
    const good = aSigned()
    expect(signatures.verify(good)).toEqual({ kind: 'valid', secretIndex: 0 })
    const flipped = Buffer.from(good.bytes)
    flipped[3] = (flipped[3] ?? 0) ^ 1
    for (const change of [
      { id: 'evt_2' },
      { timestamp: String(Number(good.timestamp) - 1) },
      { bytes: flipped },
      { bytes: Buffer.concat([good.bytes, Buffer.from('\n')]) },
      { secrets: [makeSigningSecret()] },
      { secrets: [] },
    ])
      expect(signatures.verify({ ...good, ...change })).toEqual({ kind: 'invalid', why: 'no-match' })
  })

  it('tell bodies apart that are no text and would decode to the same one', () => {
    const good = { ...aSigned(), bytes: Buffer.from([0xff, 0xfe]) }
    const signature = signatures.sign(good.id, good.now, good.bytes, [good.secrets[0] ?? ''])
    expect(signatures.verify({ ...good, signature })).toMatchObject({ kind: 'valid' })
    expect(signatures.verify({ ...good, signature, bytes: Buffer.from([0xfd, 0xfc]) })).toMatchObject({
      kind: 'invalid',
    })
  })

  it('hold for five minutes either way and not a second longer', () => {
    const at = new Date('2026-03-01T12:00:00Z')
    const good = aSigned(at)
    const after = (s: number) => signatures.verify({ ...good, now: new Date(at.getTime() + s * 1_000) })
    expect(after(300)).toMatchObject({ kind: 'valid' })
    expect(after(-300)).toMatchObject({ kind: 'valid' })
    expect(after(301)).toEqual({ kind: 'invalid', why: 'too-old' })
    expect(after(-301)).toEqual({ kind: 'invalid', why: 'too-new' })
  })

  it.each([
    ['empty', ''],
    ['a version only', 'v1,'],
    ['another version', 'v2,'],
    ['asymmetric', 'v1a,'],
    ['none', 'none,'],
    ['upper case', 'V1,'],
  ])('are refused as malformed when the version is %s', (_, prefix) => {
    const good = aSigned()
    const digest = prefix === '' || prefix === 'v1,' ? '' : good.signature.slice('v1,'.length)
    expect(signatures.verify({ ...good, signature: `${prefix}${digest}` })).toEqual({
      kind: 'invalid',
      why: 'malformed',
    })
  })

  it('are refused in any other spelling of the same bytes', () => {
    const good = aSigned()
    const digest = good.signature.slice('v1,'.length)
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
    const last = alphabet.indexOf(digest.at(-2) ?? '')
    const sloppy = `${digest.slice(0, -2)}${alphabet[last ^ 1]}=`
    expect(Buffer.from(sloppy, 'base64')).toEqual(Buffer.from(digest, 'base64'))
    for (const other of [sloppy, digest.slice(0, -1), `${digest}=`, Buffer.from(digest, 'base64').toString('hex')])
      expect(signatures.verify({ ...good, signature: `v1,${other}` })).toMatchObject({ kind: 'invalid' })
    for (const timestamp of [`0${good.timestamp}`, `${good.timestamp}.0`, ` ${good.timestamp}`, '', '-1', '1e9', 'x'])
      expect(signatures.verify({ ...good, timestamp })).toEqual({ kind: 'invalid', why: 'malformed' })
  })

  it('may stand among others, but not among a flood', () => {
    const good = aSigned()
    const other = signatures.sign(good.id, good.now, good.bytes, [makeSigningSecret()])
    expect(signatures.verify({ ...good, signature: `v1a,x ${other} ${good.signature}` })).toMatchObject({
      kind: 'valid',
    })
    const flood = [...Array.from({ length: 10 }, () => other), good.signature].join(' ')
    expect(signatures.verify({ ...good, signature: flood })).toEqual({ kind: 'invalid', why: 'malformed' })
  })
})

describe('signing secrets', () => {
  it('are 256 bits nobody else has, in the form the contract takes', () => {
    const made = Array.from({ length: 100 }, makeSigningSecret)
    expect(new Set(made).size).toBe(100)
    for (const secret of made) {
      expect(signingKeyOf(secret)?.length).toBe(32)
      expect(secretRequest.safeParse({ secret }).success).toBe(true)
    }
  })

  it('are taken from the other side exactly when they are the base64 of 24 to 64 bytes, in one spelling', () => {
    for (let length = 16; length <= 72; length += 1) {
      const secret = `whsec_${randomBytes(length).toString('base64')}`
      expect(secretRequest.safeParse({ secret }).success).toBe(signingKeyOf(secret) !== undefined)
      expect(signingKeyOf(secret) !== undefined).toBe(length >= 24 && length <= 64)
    }
    for (const sloppy of [`whsec_${'A'.repeat(41)}B==`, `whsec_${'A'.repeat(42)}B=`, `whsec_${'A'.repeat(43)}`]) {
      expect(secretRequest.safeParse({ secret: sloppy }).success).toBe(false)
      expect(signingKeyOf(sloppy)).toBeUndefined()
    }
  })
})
