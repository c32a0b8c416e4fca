import { readdirSync, readFileSync } from 'node:fs'
import { API_PATHS } from '@countersign/shared/paths'
import { PROBLEMS } from '@countersign/shared/problems'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NEWEST_MIGRATION } from '../../src/adapters/postgres/readiness.ts'
import { VERSION } from '../../src/version.ts'
import { contextBody, register } from './support/registration-body.ts'
import { startTestApi, type TestApi } from './support/test-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

describe('health', () => {
  it('lives without asking anything and is ready with its database', async () => {
    expect((await api.anonymous('GET', '/livez')).body).toEqual({ status: 'ok' })
    expect((await api.anonymous('GET', '/readyz')).body).toEqual({ status: 'ok' })
  })

  it('is not ready when a migration is missing, and says which', async () => {
    await api.sql('update _prisma_migrations set rolled_back_at = now() where migration_name = $1', [NEWEST_MIGRATION])
    const reply = await api.anonymous('GET', '/readyz')
    expect(reply.status).toBe(503)
    expect(reply.body).toMatchObject({ code: 'unavailable', detail: expect.stringContaining(NEWEST_MIGRATION) })
    await api.sql('update _prisma_migrations set rolled_back_at = null where migration_name = $1', [NEWEST_MIGRATION])
  })

  it('knows the newest migration and its own version', () => {
    const folders = readdirSync(new URL('../../../../prisma/migrations', import.meta.url), { withFileTypes: true })
    expect(NEWEST_MIGRATION).toBe(
      folders
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
        .at(-1),
    )
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    expect(VERSION).toBe(manifest.version)
  })

  it('lives on without a database, and is not ready', async () => {
    const lonely = await startTestApi()
    await lonely.sql('alter table _prisma_migrations rename to gone')
    expect((await lonely.anonymous('GET', '/livez')).status).toBe(200)
    expect((await lonely.anonymous('GET', '/readyz')).status).toBe(503)
    await lonely.stop()
  })

  it('answers what is under way when it drains, and lets go of everything', async () => {
    const leaving = await startTestApi()
    const client = await leaving.keyClient()
    const pending = client('POST', '/v1/approvals', { body: contextBody() })
    const stream = await fetch(`${leaving.origin}/v1/events`, {
      headers: { Authorization: `Bearer ${await leaving.issueKey()}` },
    })
    expect(stream.status).toBe(200)
    const stopped = leaving.stop()
    expect((await pending).status).toBe(201)
    await stream.text()
    await stopped
    await expect(fetch(`${leaving.origin}/livez`)).rejects.toThrow()
  })
})

describe('metrics', () => {
  it('count what happened, without an id in any label', async () => {
    const { id } = await register(await api.keyClient())
    const lines = (await api.anonymous('GET', '/metrics')).text.split('\n')
    const has = (start: RegExp) => lines.some((line) => start.test(line))
    expect(has(/^countersign_registrations_total\{.*result="new".*\} 1$/)).toBe(true)
    expect(has(/^countersign_http_request_seconds_count\{.*route="\/v1\/approvals",status="201"\} 1$/)).toBe(true)
    expect(has(/^countersign_database_connections\{state="total".*\} \d+$/)).toBe(true)
    expect(lines.filter((line) => line.includes(id) || /apr_|usr_|arn:/.test(line))).toEqual([])
  })
})

describe('the documentation', () => {
  it('describes every route once, in OpenAPI 3.1, with unique operation ids', async () => {
    const document = (await api.anonymous('GET', '/openapi.json')).body as {
      openapi: string
      paths: Record<
        string,
        Record<string, { operationId: string; responses: Record<string, unknown>; security: unknown }>
      >
      components: { schemas: Record<string, unknown> }
    }
    expect(document.openapi).toBe('3.1.1')
    const undocumented = new Set<string>([API_PATHS.docs, API_PATHS.slackEvents])
    expect(Object.keys(document.paths).sort()).toEqual(
      Object.values(API_PATHS)
        .filter((path) => !undocumented.has(path))
        .sort(),
    )
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item))
    const ids = operations.map((operation) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBe(api.routes.length)
    for (const operation of operations) {
      expect(operation.security, operation.operationId).toBeDefined()
      expect(Object.keys(operation.responses).some((status) => status.startsWith('2'))).toBe(true)
    }
    for (const name of ['Registration', 'Approval', 'ApprovalSummary', 'Problem', 'VoteRequest'])
      expect(document.components.schemas, name).toHaveProperty(name)
  })

  it('refers only to schemas it contains', async () => {
    const { body, text } = await api.anonymous('GET', '/openapi.json')
    const components = (body as { components: { schemas: object } }).components.schemas
    const names = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1]))
    expect([...names].filter((name) => !Object.hasOwn(components, name ?? ''))).toEqual([])
    expect([...text.matchAll(/"\$ref":"(?!#\/components\/)[^"]*"/g)]).toEqual([])
  })

  it('serves Swagger UI from its own files, under a policy that loads nothing else', async () => {
    const page = await fetch(`${api.origin}/docs/`)
    const html = await page.text()
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(html).not.toMatch(/(src|href)=["'](https?:)?\/\//)
    expect(html).not.toMatch(/<script>/)
    for (const file of ['swagger-ui-bundle.js', 'swagger-ui-init.js', 'swagger-ui.css'])
      expect((await fetch(`${api.origin}/docs/${file}`)).status, file).toBe(200)
    expect(await (await fetch(`${api.origin}/docs/swagger-ui-init.js`)).text()).toContain('/openapi.json')
  })

  it('explains every problem type at its own address', async () => {
    for (const [code, { title, status }] of Object.entries(PROBLEMS)) {
      const reply = await api.anonymous('GET', `/problems/${code}`)
      expect(reply.body, code).toMatchObject({ code, title, status, advice: expect.stringMatching(/\w/) })
    }
    expect((await api.anonymous('GET', '/problems/made-up')).status).toBe(404)
  })

  it('tells what is running', async () => {
    expect((await api.anonymous('GET', '/version')).body).toEqual({
      name: 'countersign',
      version: VERSION,
      commit: null,
    })
  })
})
