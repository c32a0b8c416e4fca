import { createHmac, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto'
import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type IntegrationWorld, signedHeaders, startIntegrationWorld } from './integration-world.ts'

const OF_EACH = 40
const BODY = { outcome: 'approve', comment: 'Größe geprüft' }
const TEXT = JSON.stringify(BODY)

interface Forged {
  readonly method?: string
  readonly path: string
  /** Raw, so that one may be there twice. */
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Uint8Array | string
}

interface Target {
  readonly address: string
  readonly secret: string
}

let world: IntegrationWorld
let target: Target
/** Of another team: its secret is genuine, and may say nothing here. */
let foreign: Target
let rotatedOut: string
let disabled: string
let boundElsewhere: string
let superseded: string
const { privateKey } = generateKeyPairSync('ed25519')

beforeAll(async () => {
  world = await startIntegrationWorld()
  const mine = await world.integrate()
  const first = mine.secret.secret
  const fresh = await world.rotate(mine.integration.id, { overlapSeconds: 0 })
  rotatedOut = first
  target = { address: (await world.ask()).address, secret: fresh.secret }
  const theirs = await world.integrate({ teams: ['platform'] })
  foreign = { address: (await world.ask({ team: 'platform' })).address, secret: theirs.secret.secret }
  const off = await world.integrate()
  await world.change(off.integration.id, { disabled: true })
  disabled = off.secret.secret
  await world.api.sql(`insert into policy (name, current_version) values ('other', 1)`)
  await world.api.sql(`insert into policy_version (policy_name, version, document) values ('other', 1, '{}')`)
  boundElsewhere = (await world.integrate({ policies: ['other'] })).secret.secret
  superseded = `/v1/callbacks/acb_${'0'.repeat(36)}`
})
afterAll(() => world.api.stop())

const pairs = (headers: Readonly<Record<string, string>>): [string, string][] => Object.entries(headers)
const genuine = (text = TEXT, more: Parameters<typeof signedHeaders>[2] = {}) =>
  signedHeaders(target.secret, text, more)
const forge = (headers: Readonly<Record<string, string>>, more: Partial<Forged> = {}): Forged => ({
  path: target.address,
  headers: pairs(headers),
  body: TEXT,
  ...more,
})
const without = (name: string) => {
  const { [name]: _, ...rest } = genuine()
  return forge(rest)
}
const withSignature = (change: (signature: string) => string) => {
  const headers = genuine()
  return forge({ ...headers, 'webhook-signature': change(headers['webhook-signature'] ?? '') })
}
const twice = (name: string, value: string): Forged => {
  const forged = forge(genuine())
  return { ...forged, headers: [...forged.headers, [name, value]] }
}
const later = (seconds: number) => new Date(Date.now() + seconds * 1_000)
const mac = (algorithm: string, key: Uint8Array, id: string, at: string, text: string) =>
  createHmac(algorithm, key).update(`${id}.${at}.${text}`).digest('base64')
const keyOf = (secret: string) => Buffer.from(secret.slice('whsec_'.length), 'base64')

/** Every class of 06 C1 and some of our own. Each maker gives another request every time. */
const CLASSES: Readonly<Record<string, (index: number) => Forged>> = {
  'no headers at all': () => forge({}),
  'no id': () => without('webhook-id'),
  'no timestamp': () => without('webhook-timestamp'),
  'no signature': () => without('webhook-signature'),
  'an empty signature': () => withSignature(() => ''),
  'a version without a signature': () => withSignature(() => 'v1,'),
  'a signature cut short': (index) => withSignature((signature) => signature.slice(0, -1 - (index % 40))),
  'a signature with more behind it': () => withSignature((signature) => `${signature}A`),
  'another case of the signature': () =>
    withSignature((signature) => signature.replace(/[a-z]/g, (letter) => letter.toUpperCase())),
  'base64url instead of base64': (index) => {
    // Only signatures with a character that differs are another text.
    for (let tries = 0; ; tries += 1) {
      const headers = genuine(TEXT, { id: `msg_url_${index}_${tries}` })
      const signature = headers['webhook-signature'] ?? ''
      if (/[+/]/.test(signature))
        return forge({ ...headers, 'webhook-signature': signature.replaceAll('+', '-').replaceAll('/', '_') })
    }
  },
  'hexadecimal instead of base64': () =>
    withSignature((signature) => `v1,${Buffer.from(signature.slice(3), 'base64').toString('hex')}`),
  'a random signature': () => withSignature(() => `v1,${randomBytes(32).toString('base64')}`),
  'one bit flipped': (index) =>
    withSignature((signature) => {
      const bytes = Buffer.from(signature.slice(3), 'base64')
      bytes[index % 32] = (bytes[index % 32] ?? 0) ^ 1
      return `v1,${bytes.toString('base64')}`
    }),
  'a key nobody knows': () => forge(signedHeaders(`whsec_${randomBytes(32).toString('base64')}`, TEXT)),
  'the text of the secret as its key': () => {
    const { id, at } = { id: `msg_${randomUUID()}`, at: String(Math.floor(Date.now() / 1_000)) }
    const signature = `v1,${mac('sha256', Buffer.from(target.secret), id, at, TEXT)}`
    return forge({ 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature })
  },
  'an empty key': () => {
    const { id, at } = { id: `msg_${randomUUID()}`, at: String(Math.floor(Date.now() / 1_000)) }
    const signature = `v1,${mac('sha256', new Uint8Array(), id, at, TEXT)}`
    return forge({ 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature })
  },
  'another body': (index) => forge(genuine(), { body: JSON.stringify({ ...BODY, comment: `${index}` }) }),
  'another id': (index) => forge({ ...genuine(), 'webhook-id': `msg_other_${index}` }),
  'another timestamp': (index) =>
    forge({ ...genuine(), 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) - 1 - index) }),
  'a dot in the id': (index) => forge(genuine(TEXT, { id: `msg_${index}.${Math.floor(Date.now() / 1_000)}` })),
  'a control character in the id': (index) => forge({ ...genuine(), 'webhook-id': `msg_${index}\tx` }),
  'an id without end': (index) => forge(genuine(TEXT, { id: 'x'.repeat(129 + index) })),
  'an id of our own events (a reflection)': () =>
    forge(genuine(TEXT, { id: `evt_${randomBytes(64).toString('hex').replace(/[g-z]/g, '0').slice(0, 36)}` })),
  'too old': (index) => forge(genuine(TEXT, { at: later(-306 - index * 60) })),
  'too far in the future': (index) => forge(genuine(TEXT, { at: later(330 + index * 60) })),
  'a timestamp in milliseconds': () => forge({ ...genuine(), 'webhook-timestamp': String(Date.now()) }),
  'a timestamp that is no plain number': (index) => {
    const now = String(Math.floor(Date.now() / 1_000))
    const odd = [`+${now}`, `0${now}`, `${now}.0`, `${now}e0`, `0x${Number(now).toString(16)}`, 'now', '-1', ' ']
    return forge({ ...genuine(), 'webhook-timestamp': odd[index % odd.length] ?? '' })
  },
  'the id twice': (index) => twice('webhook-id', `msg_second_${index}`),
  'the timestamp twice': () => twice('webhook-timestamp', String(Math.floor(Date.now() / 1_000))),
  'the signature twice': () => twice('Webhook-Signature', `v1,${randomBytes(32).toString('base64')}`),
  'more signatures than anyone needs': () =>
    withSignature((signature) =>
      [...Array.from({ length: 10 }, () => `v1,${randomBytes(32).toString('base64')}`), signature].join(' '),
    ),
  'the algorithm v1a': () => {
    const { id, at } = { id: `msg_${randomUUID()}`, at: String(Math.floor(Date.now() / 1_000)) }
    const signature = `v1a,${sign(null, Buffer.from(`${id}.${at}.${TEXT}`), privateKey).toString('base64')}`
    return forge({ 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature })
  },
  'an honest signature called v1a': () => withSignature((signature) => signature.replace('v1,', 'v1a,')),
  'the algorithm none': () => withSignature(() => 'none,'),
  'another hash under the right key': (index) => {
    const { id, at } = { id: `msg_${randomUUID()}`, at: String(Math.floor(Date.now() / 1_000)) }
    const digest = mac(index % 2 ? 'sha512' : 'sha1', keyOf(target.secret), id, at, TEXT)
    return forge({ 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': `v1,${digest}` })
  },
  'trailing bytes': (index) => forge(genuine(), { body: `${TEXT}${' '.repeat(1 + index)}` }),
  'a body that was written anew': () => forge(genuine(), { body: JSON.stringify(BODY, null, 2) }),
  'a body with its keys in another order': () =>
    forge(genuine(), { body: JSON.stringify({ comment: BODY.comment, outcome: BODY.outcome }) }),
  'a body in other escapes': () => forge(genuine(), { body: TEXT.replaceAll('ö', '\\u00f6') }),
  'a body in another encoding': () => forge(genuine(), { body: Buffer.from(TEXT, 'latin1') }),
  'a charset that is not UTF-8': () => forge({ ...genuine(), 'Content-Type': 'application/json; charset=iso-8859-1' }),
  'a form instead of JSON': () => forge({ ...genuine(), 'Content-Type': 'application/x-www-form-urlencoded' }),
  'a compressed body': () => forge({ ...genuine(), 'Content-Encoding': 'gzip' }, { body: gzipSync(TEXT) }),
  'no body': () => forge(genuine(''), { body: '' }),
  'a body that is too large': () => forge(genuine(), { body: JSON.stringify({ ...BODY, pad: 'x'.repeat(262_144) }) }),
  'a key of the body twice': () => {
    const text = '{"outcome":"reject","outcome":"approve"}'
    return forge(genuine(text), { body: text })
  },
  'another method': (index) =>
    forge(genuine(), { method: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'][index % 5] ?? 'GET' }),
  'an address that does not exist': () => forge(genuine(), { path: superseded }),
  'an address of another form': (index) =>
    forge(genuine(), {
      path:
        [`${target.address}x`, `${target.address.toUpperCase()}`, '/v1/callbacks/x', '/v1/callbacks/%00'][index % 4] ??
        '',
    }),
  'a secret that was rotated out': () => forge(signedHeaders(rotatedOut, TEXT)),
  'a secret of a disabled integration': () => forge(signedHeaders(disabled, TEXT)),
  'a secret of an integration of another team': () => forge(signedHeaders(foreign.secret, TEXT)),
  "our secret at another team's address": () => forge(genuine(), { path: foreign.address }),
  'a secret that is bound to another policy': () => forge(signedHeaders(boundElsewhere, TEXT)),
}

interface Reply {
  readonly status: number
  readonly text: string
}

/** Past fetch, which would tidy the headers up. */
function deliver(origin: string, { method = 'POST', path, headers, body }: Forged): Promise<Reply> {
  const bytes = Buffer.from(body)
  const typed = headers.some(([name]) => name.toLowerCase() === 'content-type')
  const all = [
    ...headers,
    ...(typed ? [] : [['Content-Type', 'application/json'] as const]),
    ['Content-Length', String(bytes.length)] as const,
    ['Host', 'elsewhere.example'] as const,
  ]
  return new Promise((resolve, reject) => {
    const sent = request(`${origin}${path}`, { method, headers: all.flat() as never, setHost: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }))
    })
    sent.on('error', reject)
    sent.end(bytes)
  })
}

describe('forged and replayed answers', () => {
  const names = Object.keys(CLASSES)

  it('are of at least 25 classes', () => expect(names.length).toBeGreaterThanOrEqual(25))

  it.each(names)('%s: none has an effect, none is a fault of ours, each is logged', async (name) => {
    const make = CLASSES[name]
    if (!make) throw new Error(name)
    const before = await world.counts()
    const logged = world.api.logs.length
    for (let done = 0; done < OF_EACH; done += 10) {
      const replies = await Promise.all(
        Array.from({ length: 10 }, (_, index) => deliver(world.api.origin, make(done + index))),
      )
      for (const { status } of replies) {
        expect(status).toBeGreaterThanOrEqual(400)
        expect(status).toBeLessThan(500)
      }
    }
    expect(await world.counts()).toEqual(before)
    expect(world.api.logs.length - logged).toBeGreaterThanOrEqual(OF_EACH)
  })

  it('read the same whether the address, the sender, the time or the bytes are wrong', async () => {
    const wrong = ['no signature', 'the id twice', 'too old', 'a key nobody knows', 'an address that does not exist']
    const shapes = await Promise.all(
      wrong.map(async (name) => {
        const forged = CLASSES[name]?.(1_000)
        if (!forged) throw new Error(name)
        const { status, text } = await deliver(world.api.origin, forged)
        const { requestId: _, instance: __, ...rest } = JSON.parse(text) as Record<string, unknown>
        return JSON.stringify([status, rest])
      }),
    )
    expect(new Set(shapes).size).toBe(1)
    expect(shapes[0]).toContain('signature-invalid')
  })

  it('are no obstacle to the honest message that follows them, whatever the host it was sent to', async () => {
    const honest = await deliver(world.api.origin, forge(genuine()))
    expect(honest.status).toBe(200)
    const replays = await Promise.all(
      Array.from({ length: OF_EACH }, () => deliver(world.api.origin, forge(genuine(TEXT, { id: 'msg_kept' })))),
    )
    expect(new Set(replays.map(({ status }) => status))).toEqual(new Set([409]))
    const { rows } = await world.api.sql(
      `select count(*)::int as votes from vote v join attempt t on t.approval_id = v.approval_id where t.id = $1`,
      [target.address.replace('/v1/callbacks/acb_', 'att_')],
    )
    expect(rows[0]).toEqual({ votes: 1 })
  })
})
