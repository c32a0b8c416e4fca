import { API_PATHS, type ApiPath } from '@countersign/shared/paths'
import type { ProblemCode } from '@countersign/shared/problems'
import type { ZodObject, ZodType, z } from 'zod'
import type { Scope } from '../domain/principal.ts'
import type { Log } from '../ports/log.ts'
import type { Answer } from './answer.ts'
import type { BrowserSession, Caller } from './caller.ts'
import { describeIssues } from './input/describe-issues.ts'
import { notFound, ProblemError } from './to-problem.ts'

/**
 * Who may call: `public` anyone · `browser` anyone, by the cross-site rules (sign-in) · `session` a signed-in person ·
 * `{ scope }` a signed-in person, or an API key that has the scope · `signed` whoever signed the bytes: the route's own
 * use case verifies them, and nothing of the message is believed before.
 */
export type Access = 'public' | 'browser' | 'session' | 'signed' | { readonly scope: Scope }

/** One endpoint as data: validation, documentation and access come from the same lines. */
export interface RouteSpec<P extends ZodObject, Q extends ZodObject, B extends ZodType> {
  readonly path: ApiPath
  readonly method: 'get' | 'post'
  readonly operationId: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly access: Access
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  /** Before validation: drops what must not be looked at, picks the schema that names the true fields. */
  readonly prepareBody?: (json: unknown) => { readonly json: unknown; readonly schema: ZodType<z.output<B>> }
  readonly responses: Readonly<Record<number, ResponseSpec>>
  readonly problems: readonly ProblemCode[]
  readonly takesIfMatch?: boolean
  /** Changes state: replays under an Idempotency-Key. */
  readonly idempotent?: boolean
  /** Left out: 1 MB. */
  readonly maxBodyBytes?: number
  readonly handle: (request: RouteRequest<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Answer>
}

export interface ResponseSpec {
  readonly description: string
  readonly schema?: ZodType
  readonly contentType?: string
  /** Texts too, by what the caller asked for. */
  readonly otherContentTypes?: readonly string[]
  readonly etag?: boolean
}

export interface RawRequest {
  readonly params: unknown
  readonly query: unknown
  readonly json: unknown
  /** The body exactly as it came: what signatures are about. */
  readonly bytes: Uint8Array
  /** Every value of a header, one for each time it was sent. */
  readonly headerValues: (name: string) => readonly string[]
  readonly caller: Caller | undefined
  readonly session: BrowserSession
  readonly ifMatch: string | undefined
  readonly lastEventId: string | undefined
  /** Addresses of the peer and of everyone it says it forwards for. */
  readonly addresses: readonly string[]
  readonly requestId: string
  readonly log: Log
}

export type RouteRequest<P, Q, B> = Omit<RawRequest, 'params' | 'query' | 'json'> & {
  readonly params: P
  readonly query: Q
  readonly body: B
}

export type Route = Omit<RouteSpec<ZodObject, ZodObject, ZodType>, 'handle' | 'prepareBody'> & {
  readonly address: string
  /** Validates, then prepares the handler's work; throws a ProblemError on the first and never starts on invalid input. */
  readonly accept: (raw: RawRequest) => () => Promise<Answer>
}

export function defineRoute<P extends ZodObject, Q extends ZodObject, B extends ZodType>(
  spec: RouteSpec<P, Q, B>,
): Route {
  const { handle, prepareBody, ...rest } = spec
  return {
    ...rest,
    address: API_PATHS[spec.path],
    accept({ params, query, json, ...request }) {
      const parsedParams = spec.params ? parseParams(spec.params, params) : undefined
      const parsedQuery = spec.query ? parsePart(spec.query, query, 'query') : undefined
      const prepared = spec.body && (prepareBody?.(json) ?? { json, schema: spec.body })
      const body = prepared ? parsePart(prepared.schema, prepared.json, 'body') : undefined
      return () =>
        handle({
          ...request,
          params: parsedParams as z.output<P>,
          query: parsedQuery as z.output<Q>,
          body: body as z.output<B>,
        })
    },
  }
}

/** An id that cannot exist is answered like one that does not. */
function parseParams<P extends ZodType>(schema: P, params: unknown): z.output<P> {
  const result = schema.safeParse(params)
  if (result.success) return result.data
  throw new ProblemError(notFound())
}

function parsePart<S extends ZodType>(schema: S, value: unknown, part: 'query' | 'body'): z.output<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const errors = describeIssues(result.error.issues, value)
  throw new ProblemError({
    code: 'invalid-request',
    detail: `${part === 'body' ? 'Some members of the body do' : 'Some query parameters do'} not match the contract: see errors, and /openapi.json for the whole of it.`,
    errors: [...errors],
  })
}
