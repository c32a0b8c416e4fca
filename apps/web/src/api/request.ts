import type { z } from 'zod'
import { readProblem, Unreachable } from './problem.ts'

type Options = {
  readonly method?: 'GET' | 'POST'
  readonly body?: unknown
  /** One key per intent: a repeat after a lost reply replays the first answer instead of acting twice. */
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal | undefined
}

const TIMEOUT_MS = 15_000

/** Calls the API on our own origin and parses the answer, so that inside the app every value is what its type says. */
export async function request<S extends z.ZodType>(
  path: string,
  schema: S,
  options: Options = {},
): Promise<z.output<S>> {
  const response = await send(path, options)
  if (!response.ok) throw await readProblem(response)
  if (response.status === 204) return accept(schema, undefined)
  const body: unknown = await response.json().catch(() => {
    throw new Unreachable('The service sent an answer that could not be read.')
  })
  return accept(schema, body)
}

async function send(path: string, { method = 'GET', body, idempotencyKey, signal }: Options): Promise<Response> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  try {
    return await fetch(path, {
      method,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      headers: {
        accept: 'application/json, application/problem+json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new Unreachable(
      method === 'GET'
        ? 'The service could not be reached.'
        : 'No answer came back. Try again: a repeat is recognised and never counts twice.',
    )
  }
}

/** A newer API may send members this page does not know yet: those alone are no reason to show nothing. */
function accept<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  if (parsed.error.issues.every((issue) => issue.code === 'unrecognized_keys')) return body as z.output<S>
  const first = parsed.error.issues[0]
  throw new Unreachable(
    `The service sent an answer this page does not understand (${first?.path.join('.') || 'body'}: ${first?.message}). Reload it.`,
  )
}
