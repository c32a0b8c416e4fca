import { randomBytes } from 'node:crypto'
import { keyId } from '@countersign/shared/ids'
import type pg from 'pg'
import { parseConfig } from '../../../src/config/config.ts'
import { readEnv } from '../../../src/config/env.ts'
import { formatApiKey, hashApiKeySecret } from '../../../src/domain/api-key.ts'
import { SCOPES, type Scope } from '../../../src/domain/principal.ts'
import type { Route } from '../../../src/http/define-route.ts'
import type { EventHub } from '../../../src/http/event-hub.ts'
import { wireApi } from '../../../src/wiring/wire-api.ts'
import { createTestDatabase, openOwnerPool } from '../../support/test-database.ts'
import { createOpenapiCheck, type OpenapiDocument } from './check-openapi.ts'
import { PEOPLE, seedCompany } from './seed-company.ts'

// Local endpoints check no signatures, but the SDK wants some credentials.
process.env.AWS_ACCESS_KEY_ID ??= 'local'
process.env.AWS_SECRET_ACCESS_KEY ??= 'local'

/** One document; lines of JSON are a text. */
const IS_JSON = /^application\/(?:[a-z]+\+)?json\b/
const PUBLIC_URL = 'http://127.0.0.1:3000'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed JSON, or null. */
  readonly body: unknown
}

export interface CallOptions {
  readonly body?: unknown
  /** Sent as it is, instead of `body`. */
  readonly raw?: string | Uint8Array<ArrayBuffer>
  readonly headers?: Readonly<Record<string, string>>
}

/** Somebody who calls: with an API key, with a session, or with nothing. */
export type Client = (method: string, path: string, options?: CallOptions) => Promise<Reply>

export interface KeyOptions {
  readonly id?: string
  readonly scopes?: readonly Scope[]
  readonly teams?: readonly string[]
  readonly actsAs?: string
}

export interface TestApi {
  readonly origin: string
  readonly ownerUrl: string
  readonly routes: readonly Route[]
  readonly eventHub: EventHub
  readonly logs: readonly string[]
  readonly anonymous: Client
  /** Issues a key and returns a caller that uses it. */
  keyClient(options?: KeyOptions): Promise<Client>
  issueKey(options?: KeyOptions): Promise<string>
  clientWith(headers: Readonly<Record<string, string>>): Client
  signIn(person: keyof typeof PEOPLE): Promise<Client & { readonly cookie: string }>
  /** Changes the database behind the service's back. */
  sql(text: string, values?: readonly unknown[]): Promise<pg.QueryResult>
  stop(): Promise<void>
}

/** The whole API on a database of its own; every JSON answer is held against the published OpenAPI document. */
export async function startTestApi(
  env: Readonly<Record<string, string>> = {},
  reroute: (databaseUrl: string) => Promise<string> = async (url) => url,
): Promise<TestApi> {
  const database = await createTestDatabase()
  await seedCompany(database.ownerUrl)
  const logs: string[] = []
  const settings = parseConfig(
    readEnv({
      DATABASE_URL: await reroute(database.databaseUrl),
      API_PORT: '0',
      PUBLIC_URL,
      AUTH_MODE: 'demo',
      TOKEN_VAULT: 'postgres',
      TOKEN_KEYS: `t1:${randomBytes(32).toString('base64')}`,
      SESSION_SECRETS: randomBytes(32).toString('base64'),
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL_SFN: 'http://127.0.0.1:9',
      LOG_LEVEL: 'debug',
      RATE_LIMIT_PER_MINUTE: '100000',
      ...env,
    }),
  )
  const api = await wireApi({ ...settings, logStream: { write: (line: string) => logs.push(line) } })
  const origin = `http://127.0.0.1:${api.port}`
  const owner = openOwnerPool(database.ownerUrl, 2)
  const check = createOpenapiCheck((await (await fetch(`${origin}/openapi.json`)).json()) as OpenapiDocument)

  const clientWith =
    (given: Readonly<Record<string, string>>): Client =>
    async (method, path, { body, raw, headers } = {}) => {
      const content = raw ?? (body === undefined ? undefined : JSON.stringify(body))
      const response = await fetch(`${origin}${path}`, {
        method,
        redirect: 'manual',
        headers: { ...(content === undefined ? {} : { 'Content-Type': 'application/json' }), ...given, ...headers },
        ...(content === undefined ? {} : { body: content }),
      })
      const text = await response.text()
      const contentType = response.headers.get('content-type') ?? ''
      const parsed: unknown = IS_JSON.test(contentType) && text !== '' ? JSON.parse(text) : null
      if (method !== 'HEAD') check(method, `${origin}${path}`, { status: response.status, contentType, body: parsed })
      return { status: response.status, headers: response.headers, text, body: parsed }
    }

  const issueKey = async ({ id, scopes = SCOPES, teams = [], actsAs }: KeyOptions = {}) => {
    const key = keyId.parse(id ?? randomBytes(8).toString('hex'))
    const secret = randomBytes(32).toString('base64url')
    await owner.query(
      `insert into api_key (id, name, secret_hash, last_four, scopes, teams, acts_as) values ($1, $2, $3, $4, $5, $6, $7)`,
      [key, `key ${key}`, hashApiKeySecret(secret), secret.slice(-4), [...scopes], [...teams], actsAs ?? null],
    )
    return formatApiKey(key, secret)
  }

  return {
    origin,
    ownerUrl: database.ownerUrl,
    routes: api.routes,
    eventHub: api.eventHub,
    logs,
    anonymous: clientWith({}),
    clientWith,
    issueKey,
    keyClient: async (options) => clientWith({ Authorization: `Bearer ${await issueKey(options)}` }),
    async signIn(person) {
      const reply = await clientWith({ 'Sec-Fetch-Site': 'same-origin' })('POST', '/auth/demo/sign-in', {
        body: { userId: PEOPLE[person].id },
      })
      if (reply.status !== 200) throw new Error(`sign-in answered ${reply.status}: ${reply.text}`)
      const cookie = (reply.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
      return Object.assign(clientWith({ Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' }), { cookie })
    },
    sql: (text, values = []) => owner.query(text, [...values]),
    async stop() {
      await api.drain()
      await owner.end()
      await database.drop()
    },
  }
}
