import { PROBLEMS, type ProblemCode, problemSchema } from '@countersign/shared/problems'
import { createDocument, type oas31, type ZodOpenApiOperationObject, type ZodOpenApiResponseObject } from 'zod-openapi'
import { SCOPES } from '../domain/principal.ts'
import type { Access, ResponseSpec, Route } from './define-route.ts'

interface DocumentFacts {
  readonly publicUrl: string
  readonly version: string
  readonly cookieName: string
}

/** What the edge itself may answer on top of a route's own problems. */
const ALWAYS: readonly ProblemCode[] = ['rate-limited', 'internal', 'unavailable']
const WITH_BODY: readonly ProblemCode[] = [
  'malformed-json',
  'invalid-request',
  'unsupported-media-type',
  'body-too-large',
]
const IDEMPOTENT: readonly ProblemCode[] = ['idempotency-in-flight', 'idempotency-mismatch']

/** OpenAPI 3.1 from the very schemas that validate. */
export function describeApi(
  routes: readonly Route[],
  { publicUrl, version, cookieName }: DocumentFacts,
): oas31.OpenAPIObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const route of routes) {
    const item = paths[route.address] ?? {}
    paths[route.address] = { ...item, [route.method]: operation(route) }
  }
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Countersign',
      version,
      description:
        'Human approvals and task-token callbacks for AWS Step Functions. Errors are RFC 9457 problem documents; `code` is stable, `detail` says what to do.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'apk_…',
          description: `Scopes: ${SCOPES.join(', ')}`,
        },
        signature: {
          type: 'apiKey',
          in: 'header',
          name: 'webhook-signature',
          description:
            'Standard Webhooks: `v1,` and the base64 of HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>.<body>`; several separated by spaces.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: cookieName,
          description: 'A browser session. Unsafe methods must come from the same origin.',
        },
      },
    },
  })
}

function operation(route: Route): ZodOpenApiOperationObject {
  const headers = headerParameters(route)
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(route.description ? { description: route.description } : {}),
    tags: [route.tag],
    security: securityOf(route.access),
    ...(route.params || route.query
      ? {
          requestParams: {
            ...(route.params ? { path: route.params } : {}),
            ...(route.query ? { query: route.query } : {}),
          },
        }
      : {}),
    ...(headers.length > 0 ? { parameters: headers } : {}),
    ...(route.body ? { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } } : {}),
    responses: {
      ...Object.fromEntries(Object.entries(route.responses).map(([status, spec]) => [status, success(spec, route)])),
      ...problemResponses(route),
    },
  }
}

function success(spec: ResponseSpec, route: Route): ZodOpenApiResponseObject {
  return {
    description: spec.description,
    headers: {
      'X-Request-Id': { schema: { type: 'string' } },
      ...(spec.etag ? { ETag: { description: 'For If-Match', schema: { type: 'string' } } } : {}),
      ...(route.idempotent
        ? { 'Idempotency-Replayed': { description: '"true" on a repetition', schema: { type: 'string' } } }
        : {}),
    },
    ...(spec.schema
      ? { content: { [spec.contentType ?? 'application/json']: { schema: spec.schema } } }
      : spec.contentType
        ? { content: Object.fromEntries(textTypes(spec).map((type) => [type, { schema: { type: 'string' } }])) }
        : {}),
  }
}

const textTypes = ({ contentType, otherContentTypes = [] }: ResponseSpec): readonly string[] =>
  contentType === undefined ? otherContentTypes : [contentType, ...otherContentTypes]

function problemResponses(route: Route): Record<`${4 | 5}${string}`, ZodOpenApiResponseObject> {
  const responses: Record<`${4 | 5}${string}`, ZodOpenApiResponseObject> = {}
  const codes = [...new Set(problemsOf(route))]
  for (const status of new Set(codes.map((code) => PROBLEMS[code].status))) {
    const here = codes.filter((code) => PROBLEMS[code].status === status)
    responses[`${status}` as `${4 | 5}${string}`] = {
      description: here.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join(' · '),
      content: { 'application/problem+json': { schema: problemSchema } },
    }
  }
  return responses
}

/** Every problem a caller of this route may meet. */
function problemsOf(route: Route): readonly ProblemCode[] {
  const { access, problems, body, query, params, idempotent, takesIfMatch } = route
  return [
    ...problems,
    ...(access === 'public' ? [] : ALWAYS),
    ...(access === 'public' || access === 'signed' ? [] : (['cross-site'] as const)),
    ...(access === 'signed' ? (['signature-invalid'] as const) : []),
    ...(access === 'session' || typeof access === 'object' ? (['not-signed-in'] as const) : []),
    ...(access === 'session' ? (['not-permitted'] as const) : []),
    ...(typeof access === 'object' ? (['missing-scope'] as const) : []),
    ...(body ? WITH_BODY : []),
    ...(query || takesIfMatch ? (['invalid-request'] as const) : []),
    ...(params && access !== 'signed' ? (['not-found'] as const) : []),
    ...(idempotent ? IDEMPOTENT : []),
    'internal',
  ]
}

function securityOf(access: Access): oas31.SecurityRequirementObject[] {
  if (access === 'public' || access === 'browser') return [{}]
  if (access === 'session') return [{ session: [] }]
  if (access === 'signed') return [{ signature: [] }]
  return [{ apiKey: [access.scope] }, { session: [] }]
}

function headerParameters(route: Route): oas31.ParameterObject[] {
  const header = (name: string, description: string, required = false): oas31.ParameterObject => ({
    in: 'header',
    name,
    description,
    required,
    schema: { type: 'string' },
  })
  return [
    ...(route.idempotent
      ? [header('Idempotency-Key', 'Repeating a request under the same key returns the first answer for 24 hours.')]
      : []),
    ...(route.access === 'signed'
      ? [
          header('webhook-id', "The sender's id of this message; the same for each try, and never with a dot.", true),
          header('webhook-timestamp', 'Seconds since 1970; refused when more than five minutes off.', true),
        ]
      : []),
    ...(route.takesIfMatch ? [header('If-Match', 'The ETag you last read, such as "v3": refused when it moved.')] : []),
  ]
}
