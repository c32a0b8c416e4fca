import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PROBLEMS } from '@countersign/shared/problems'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { ApiProblem, sentenceOf, Unreachable } from './problem.ts'
import { request } from './request.ts'

const schema = z.strictObject({ id: z.string() })
let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function answering(status: number, body: string, type = 'application/json'): Promise<string> {
  server = createServer((_, response) => response.writeHead(status, { 'content-type': type }).end(body))
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
const failure = async (path: string) => request(path, schema).catch((error: unknown) => error)

test('returns the parsed answer', async () => {
  expect(await request(await answering(200, '{"id":"a"}'), schema)).toEqual({ id: 'a' })
})

test('a member that a newer API sends is no reason to show nothing', async () => {
  expect(await request(await answering(200, '{"id":"a","mood":"good"}'), schema)).toMatchObject({ id: 'a' })
})

test('an answer of another shape is refused, with the place', async () => {
  const error = await failure(await answering(200, '{"id":1,"mood":"good"}'))
  expect(error).toBeInstanceOf(Unreachable)
  expect(sentenceOf(error)).toContain('id')
})

test("a problem document is the API's own word", async () => {
  const { status, title } = PROBLEMS.expired
  const problem = { type: '/problems/expired', title, status, code: 'expired', detail: 'It is over.', requestId: 'r' }
  const error = await failure(await answering(status, JSON.stringify(problem), 'application/problem+json'))
  expect(error).toBeInstanceOf(ApiProblem)
  expect(sentenceOf(error)).toBe('It is over.')
})

test("a proxy's error page is not taken for the API's word", async () => {
  const error = await failure(await answering(502, '<h1>Bad gateway</h1>', 'text/html'))
  expect(error).toBeInstanceOf(Unreachable)
  expect(sentenceOf(error)).toContain('502')
})

test('no answer at all is said as such', async () => {
  const path = await answering(200, '')
  server?.close()
  expect(await failure(path)).toBeInstanceOf(Unreachable)
})
