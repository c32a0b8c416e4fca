import { z } from 'zod'

/**
 * Every problem the API answers with (RFC 9457). `type` is `/problems/<code>` below the API's own address.
 * `title` says what is wrong in general; each response's `detail` says what to do about this one.
 */
export const PROBLEMS = {
  'invalid-request': { status: 422, title: 'The request does not match the contract' },
  'malformed-json': { status: 400, title: 'The body is not valid JSON' },
  'unsupported-media-type': { status: 415, title: 'Send the body as application/json' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'not-signed-in': { status: 401, title: 'Sign in, or send an API key' },
  'missing-scope': { status: 403, title: 'This API key lacks a scope' },
  'not-eligible': { status: 403, title: 'You may not decide this approval' },
  'not-permitted': { status: 403, title: 'You may not do this' },
  'cross-site': { status: 403, title: 'Cross-site requests are refused' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  'already-decided': { status: 409, title: 'Someone decided before you' },
  'already-voted': { status: 409, title: 'You have already voted' },
  'already-claimed': { status: 409, title: 'Somebody looks after it already' },
  'token-conflict': { status: 409, title: 'This task token is registered for another execution' },
  'too-late-to-undo': { status: 409, title: 'The decision can no longer be undone' },
  'proposal-settled': { status: 409, title: 'That version no longer waits to be confirmed' },
  'idempotency-in-flight': { status: 409, title: 'A request with this Idempotency-Key is still running' },
  expired: { status: 410, title: 'The approval has expired' },
  withdrawn: { status: 410, title: 'The approval was withdrawn' },
  superseded: { status: 410, title: 'A newer attempt has taken over' },
  'case-changed': { status: 412, title: 'The case changed since you saw it' },
  'version-changed': { status: 412, title: 'This changed since you saw it' },
  'idempotency-mismatch': { status: 422, title: 'This Idempotency-Key was used with another body' },
  'unknown-team': { status: 422, title: 'There is no such team' },
  'unknown-policy': { status: 422, title: 'There is no such policy' },
  'unknown-account': { status: 422, title: 'This AWS account is not set up here' },
  'region-not-allowed': { status: 422, title: 'This AWS account is not set up for that region' },
  'express-not-supported': { status: 422, title: 'Express workflows have no task tokens' },
  'heartbeat-overcommitted': { status: 422, title: 'More heartbeats than the account allows' },
  'signature-invalid': { status: 401, title: 'The signature does not verify' },
  unmappable: { status: 422, title: 'The message does not say what was decided' },
  'name-taken': { status: 409, title: 'That name is in use' },
  'secret-in-use': { status: 409, title: 'That secret belongs to something else already' },
  'not-configured': { status: 409, title: 'That channel is not set up here' },
  'destination-refused': { status: 422, title: 'That address may not be called' },
  'channel-refused': { status: 422, title: 'Slack does not let the app into that channel' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something failed on our side' },
  unavailable: { status: 503, title: 'The service is not ready' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof PROBLEMS

export const problemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string().describe('What is wrong here, and what to do about it'),
    instance: z.string().optional(),
    requestId: z.string(),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().describe('JSON Pointer into the request body, and on into the text of a policy'),
          message: z.string(),
          line: z.int().optional().describe('Of a text: the line, from 1'),
        }),
      )
      .optional(),
    winner: z
      .strictObject({ name: z.string(), outcome: z.string(), label: z.string(), at: z.string(), via: z.string() })
      .optional()
      .describe('already-decided: who decided, how and when'),
    rule: z.string().optional().describe('not-eligible: the rule that forbids it'),
    reason: z.string().optional().describe('expired, withdrawn: why'),
    caseDigest: z.string().optional().describe('case-changed: the digest of the current case'),
    version: z.int().optional().describe('version-changed: the current version'),
    supersededBy: z.int().optional().describe('superseded: the number of the attempt that asks'),
    supersededAt: z.string().optional().describe('superseded: since when'),
    retryAfterSeconds: z.number().optional(),
  })
  .meta({ id: 'Problem' })

export type Problem = z.output<typeof problemSchema>
