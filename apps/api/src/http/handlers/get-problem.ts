import { PROBLEMS, type ProblemCode } from '@countersign/shared/problems'
import { z } from 'zod'
import { ok } from '../answer.ts'
import { defineRoute, type Route } from '../define-route.ts'

const codes = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]

/** Where the `type` of every problem leads. */
export const getProblem = (): Route =>
  defineRoute({
    path: 'problem',
    method: 'get',
    operationId: 'getProblem',
    tag: 'Operations',
    summary: 'What a problem type means',
    access: 'public',
    params: z.strictObject({ code: z.enum(codes) }),
    responses: {
      200: {
        description: 'Title and status of the problem type',
        schema: z.strictObject({ code: z.enum(codes), status: z.int(), title: z.string(), advice: z.string() }),
      },
    },
    problems: [],
    handle: async ({ params: { code } }) => ok({ code, ...PROBLEMS[code], advice: ADVICE[code] }),
  })

/** What to do in general; each response's `detail` says what to do about that one. */
const ADVICE: Record<ProblemCode, string> = {
  'invalid-request': 'Correct the members that `errors` points at. Repeating the request unchanged will not help.',
  'malformed-json': 'Send one JSON document in UTF-8, without repeated keys.',
  'unsupported-media-type': 'Set Content-Type: application/json.',
  'body-too-large': 'Send references instead of documents: an evidence URL with its SHA-256.',
  'not-signed-in': 'Sign in again, or check that the API key is complete, unexpired and not revoked.',
  'missing-scope': 'Issue an API key that has the scope named in `rule`.',
  'not-eligible': 'Ask somebody else to decide; `rule` names the rule that forbids it.',
  'not-permitted': 'Ask somebody who may; `rule` names the rule that forbids it.',
  'cross-site': 'Use the pages of the service itself, or an API key.',
  'not-found': 'Check the id and your teams. What you may not see is answered like what does not exist.',
  'method-not-allowed': 'Use one of the methods in the Allow header.',
  'already-decided': 'Nothing: `winner` says who decided, how and when. Read the approval for its state.',
  'already-voted': 'Nothing: your vote counts already.',
  'already-claimed': 'Send `takeOver: true`, or vote all the same: a claim blocks nobody.',
  'proposal-settled': 'Nothing: somebody confirmed, refused or replaced it first. Read the policy for what waits now.',
  'token-conflict': 'Register the context object of the waiting task unchanged.',
  'too-late-to-undo': 'The workflow has the answer. Undo it in the workflow itself.',
  'idempotency-in-flight': 'Wait a second and repeat the request with the same key.',
  expired: 'Nothing can be decided any more; `reason` says why. A retry of the task asks again.',
  withdrawn: 'Nothing can be decided any more; `reason` says why.',
  superseded: 'Read the approval again: a newer attempt of the task is asking.',
  'case-changed': 'Read the approval again, look at what changed, and vote with its caseDigest.',
  'version-changed': 'Read the approval again and repeat with its ETag in If-Match.',
  'idempotency-mismatch': 'Use a new Idempotency-Key for a new request.',
  'unknown-team': 'Register with a team that exists.',
  'unknown-policy': 'Register with a policy that exists, or with none for the default of the team.',
  'unknown-account': 'Let an admin add or enable the account of the execution, on the page Accounts.',
  'region-not-allowed': 'Let an admin add the region of the execution to its account, on the page Accounts.',
  'express-not-supported': 'Use a Standard workflow: Express workflows cannot wait for a task token.',
  'heartbeat-overcommitted': 'Use a longer HeartbeatSeconds, or raise the quota and SEND_TASK_RATE.',
  'signature-invalid':
    'Sign `webhook-id.webhook-timestamp.body` of the raw bytes with a current secret, as Standard Webhooks says, within five minutes.',
  unmappable: 'Correct the mapping of the integration; its tester shows what each expression gives.',
  'name-taken': 'Choose another name.',
  'secret-in-use': 'Let a new secret be made, or bring one that nothing else uses.',
  'not-configured': 'Set the channel up first; the README names its settings.',
  'destination-refused': 'Use a public https address, or let the operator allow this network in EGRESS_ALLOW.',
  'channel-refused': 'Invite the app into the channel, then save again.',
  'rate-limited': 'Wait for `retryAfterSeconds` and try again.',
  internal: 'Try again; when it keeps happening, tell the operator the `requestId`.',
  unavailable: 'Try again after `retryAfterSeconds`.',
}
