import { createHmac } from 'node:crypto'
import { verifySlackRequest } from '@slack/bolt'
import { describe, expect, it } from 'vitest'
import { verifySlackSignature } from './verify-signature.ts'

/** The example of Slack's own documentation, "Verifying requests from Slack". */
const SECRET = '8f742231b10e8888abcd99yyyzzz85a5'
const TIMESTAMP = '1531420618'
const SIGNATURE = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503'
const BODY =
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c'
const NOW = Number(TIMESTAMP)

const sign = (timestamp: string, body: string | Uint8Array, secret = SECRET, version = 'v0') =>
  `${version}=${createHmac('sha256', secret).update(`${version}:${timestamp}:`).update(body).digest('hex')}`

const verify = ({
  timestamps = [TIMESTAMP],
  signatures = [SIGNATURE],
  body = BODY,
  now = NOW,
  secret = SECRET,
}: {
  timestamps?: string[]
  signatures?: string[]
  body?: string | Uint8Array
  now?: number
  secret?: string
} = {}) => verifySlackSignature(secret, { timestamps, signatures }, Buffer.from(body), now)

describe("Slack's signature", () => {
  it('verifies for the published example', () => {
    expect(verify()).toBe('valid')
  })

  it.each([-300, -1, 0, 299.9, 300])('holds %s seconds after it was made', (passed) => {
    expect(verify({ now: NOW + passed })).toBe('valid')
  })

  it.each<[string, Parameters<typeof verify>[0], string]>([
    ['without a timestamp', { timestamps: [] }, 'unsigned'],
    ['without a signature', { signatures: [] }, 'unsigned'],
    ['with an empty timestamp', { timestamps: [''] }, 'malformed'],
    ['with an empty signature', { signatures: [''] }, 'malformed'],
    ['with two timestamps', { timestamps: [TIMESTAMP, TIMESTAMP] }, 'malformed'],
    ['with two signatures, the second right', { signatures: [sign('1', 'x'), SIGNATURE] }, 'malformed'],
    ['with a timestamp that is no number', { timestamps: ['soon'], signatures: [sign('soon', BODY)] }, 'malformed'],
    ['with a timestamp of NaN', { timestamps: ['NaN'], signatures: [sign('NaN', BODY)] }, 'malformed'],
    ['with a blank before the timestamp', { timestamps: [` ${TIMESTAMP}`] }, 'malformed'],
    ['with a timestamp in hexadecimal', { timestamps: ['0x5b47'], signatures: [sign('0x5b47', BODY)] }, 'malformed'],
    [
      'with a fractional timestamp',
      { timestamps: [`${TIMESTAMP}.0`], signatures: [sign(`${TIMESTAMP}.0`, BODY)] },
      'malformed',
    ],
    ['301 seconds old', { now: NOW + 301 }, 'stale'],
    ['301 seconds from the future', { now: NOW - 301 }, 'stale'],
    ['a year old', { now: NOW + 31_536_000 }, 'stale'],
    [
      'with a timestamp in milliseconds',
      { timestamps: [`${TIMESTAMP}000`], signatures: [sign(`${TIMESTAMP}000`, BODY)] },
      'malformed',
    ],
    ['with another timestamp than was signed', { timestamps: [String(NOW + 1)] }, 'wrong'],
    ['of another body', { body: BODY.replace('roadrunner', 'coyote') }, 'wrong'],
    ['of a body with a byte more', { body: `${BODY}\n` }, 'wrong'],
    ['of a body with a byte less', { body: BODY.slice(0, -1) }, 'wrong'],
    ['of an empty body', { body: '' }, 'wrong'],
    ['of the same form in another order', { body: BODY.split('&').toReversed().join('&') }, 'wrong'],
    [
      'of bytes that are no UTF-8, signed as text',
      { body: Buffer.from([0xff, 0xfe]), signatures: [sign(TIMESTAMP, '��')] },
      'wrong',
    ],
    ['by another secret', { secret: 'another-secret' }, 'wrong'],
    ['by a secret with a blank behind it', { signatures: [sign(TIMESTAMP, BODY, `${SECRET} `)] }, 'wrong'],
    ['of version 1', { signatures: [sign(TIMESTAMP, BODY, SECRET, 'v1')] }, 'malformed'],
    ['without its version', { signatures: [SIGNATURE.slice(3)] }, 'malformed'],
    ['in capital letters', { signatures: [SIGNATURE.toUpperCase()] }, 'malformed'],
    ['cut short', { signatures: [SIGNATURE.slice(0, -1)] }, 'malformed'],
    ['of its prefix only', { signatures: ['v0='] }, 'malformed'],
    ['with something behind it', { signatures: [`${SIGNATURE}=x`] }, 'malformed'],
    ['with a line behind it', { signatures: [`${SIGNATURE}\n`] }, 'malformed'],
    ['in base64', { signatures: [`v0=${Buffer.from(SIGNATURE.slice(3), 'hex').toString('base64')}`] }, 'malformed'],
    ['as two in one header', { signatures: [`${SIGNATURE}, ${SIGNATURE}`] }, 'malformed'],
    ['of the body alone', { signatures: [`v0=${createHmac('sha256', SECRET).update(BODY).digest('hex')}`] }, 'wrong'],
    [
      'by SHA-1',
      { signatures: [`v0=${createHmac('sha1', SECRET).update(`v0:${TIMESTAMP}:${BODY}`).digest('hex')}`] },
      'malformed',
    ],
  ])('is refused %s', (_, facts, verdict) => {
    expect(verify(facts)).toBe(verdict)
  })

  it("agrees with Slack's own library on what is good, and refuses what that lets through", () => {
    const bolt = (timestamp: string, signature: string, nowMilliseconds: number) => {
      const headers = { 'x-slack-request-timestamp': timestamp as unknown as number, 'x-slack-signature': signature }
      verifySlackRequest({ signingSecret: SECRET, body: BODY, headers, nowMilliseconds })
    }
    expect(() => bolt(TIMESTAMP, SIGNATURE, NOW * 1_000)).not.toThrow()
    expect(() => bolt(TIMESTAMP, SIGNATURE, (NOW + 301) * 1_000)).toThrow()
    expect(() => bolt('soon', sign('soon', BODY), NOW * 1_000)).not.toThrow()
    expect(() => bolt(TIMESTAMP, `${SIGNATURE}=x`, (NOW - 86_400) * 1_000)).not.toThrow()
  })
})
