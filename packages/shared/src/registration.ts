import { z } from 'zod'
import { caseSchema, form, outcome } from './case.ts'
import { approvalId, teamId } from './ids.ts'
import { MAX_CASE_BYTES } from './json.ts'
import { APPROVAL_STATUSES, ATTEMPT_STATUSES, HEARTBEAT_MODES, RISKS } from './statuses.ts'
import { instant, line, text } from './text.ts'
import { tokenPlaces } from './token-places.ts'

/** 99,999,999 s is what Step Functions takes as "no timeout"; larger values are refused there too. */
const seconds = z.int().min(1).max(99_999_999)
const count = z.int().min(0).max(1_000_000)

/** 1..2048 characters, never parsed. The handler wraps it into the opaque TaskToken at once (I10). */
const taskToken = z
  .string()
  .min(1)
  .max(2_048)
  .regex(/^[\x21-\x7e]+$/, 'a task token is printable ASCII')

const executionArn = z
  .string()
  .max(512)
  .regex(
    /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:(execution|express):[^\s]+$/,
    'expected an execution ARN, arn:aws:states:<region>:<account>:execution:<state machine>:<name>',
  )
const stateMachineArn = z
  .string()
  .max(512)
  .regex(/^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:[^\s]+$/, 'expected a state machine ARN')
const stateName = text(80).min(1)

/** `$$` (JSONPath) or `$states.context` (JSONata), whole. Unknown members are ignored: AWS may add some. */
export const contextObject = z
  .looseObject({
    Task: z.looseObject({ Token: taskToken }),
    Execution: z.looseObject({ Id: executionArn, StartTime: instant.optional(), RedriveCount: count.optional() }),
    State: z.looseObject({ Name: stateName, EnteredTime: instant.optional(), RetryCount: count.optional() }),
    StateMachine: z.looseObject({ Id: stateMachineArn.optional() }).optional(),
  })
  .meta({ id: 'ContextObject' })

/** A person as the workflow knows them: a user id, or `issuer|subject` of the identity provider. */
const named = z.strictObject({ id: line(256), name: line(120) })

export const approvalRequest = z
  .strictObject({
    title: line(200),
    why: text(8_000).optional().describe("Markdown, shown as the asker's words"),
    team: teamId.optional(),
    policy: text(80).min(1).optional(),
    risk: z.enum(RISKS).default('medium'),
    requestedBy: named.optional(),
    startedBy: named.optional().describe('Who started the execution'),
    submittedBy: named.optional().describe('Who submitted the case'),
    authors: z.array(named).max(20).default([]).describe('Who wrote what is to be approved'),
    key: z
      .union([line(200), z.int()])
      .transform(String)
      .optional()
      .describe('Map index or business key'),
    timeoutSeconds: seconds.optional(),
    heartbeatSeconds: seconds.optional(),
    heartbeatMode: z.enum(HEARTBEAT_MODES).default('service'),
    case: caseSchema.default({ fields: [], changes: [], evidence: [] }),
    outcomes: z.array(outcome).min(1).max(10).optional(),
    form: form.optional(),
    undoSeconds: z.int().min(0).max(300).optional(),
    tags: z.record(line(60), text(200)).default({}),
  })
  .superRefine((value, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (
      value.heartbeatSeconds !== undefined &&
      value.timeoutSeconds !== undefined &&
      value.heartbeatSeconds >= value.timeoutSeconds
    )
      issue('timeoutSeconds', 'must be greater than heartbeatSeconds, as Step Functions requires')
    if (value.heartbeatMode === 'external' && value.heartbeatSeconds === undefined)
      issue('heartbeatSeconds', 'external heartbeats need heartbeatSeconds')
    const ids = value.outcomes?.map((each) => each.id) ?? []
    if (new Set(ids).size !== ids.length) issue('outcomes', 'outcome ids must be distinct')
    if (Object.keys(value.tags).length > 30) issue('tags', 'at most 30 tags')
    if (new TextEncoder().encode(JSON.stringify(value.case)).length > MAX_CASE_BYTES)
      issue('case', `is larger than ${MAX_CASE_BYTES} bytes; put documents behind an evidence URL`)
  })
  .meta({ id: 'ApprovalRequest' })

const wholeContext = z
  .strictObject({ context: contextObject, approval: approvalRequest })
  .superRefine((value, context) => refuseShownToken(value.context.Task.Token, value.approval, context))

const explicit = z
  .strictObject({
    taskToken,
    execution: z.strictObject({ id: executionArn, startTime: instant.optional(), redriveCount: count.optional() }),
    state: z.strictObject({ name: stateName, enteredTime: instant.optional(), retryCount: count.optional() }),
    stateMachine: z.strictObject({ id: stateMachineArn.optional() }).optional(),
    approval: approvalRequest,
  })
  .superRefine((value, context) => refuseShownToken(value.taskToken, value.approval, context))

function refuseShownToken(token: string, approval: unknown, context: z.RefinementCtx): void {
  const message = 'contains the task token, which readers of the approval must not see; pass only the data they need'
  for (const path of tokenPlaces(approval, token))
    context.addIssue({ code: 'custom', path: ['approval', ...path], message })
}

/** `POST /v1/approvals`. Which of the two forms is meant is read from the presence of `context`. */
export const registration = z.union([wholeContext, explicit]).meta({ id: 'Registration' })
export const registrationForms = { wholeContext, explicit } as const

export const registered = z
  .strictObject({
    id: approvalId,
    status: z.enum(APPROVAL_STATUSES),
    attempt: z.int().describe('The attempt of this token'),
    attemptStatus: z
      .enum(ATTEMPT_STATUSES)
      .describe('superseded: a newer attempt of the task asks; closed: nothing asks any more'),
    url: z.string(),
    callbackUrl: z.string(),
    deadline: z.strictObject({ at: z.string(), because: z.string() }).nullable(),
    warnings: z.array(z.strictObject({ code: z.string(), message: z.string() })),
  })
  .meta({ id: 'Registered' })

export type ApprovalRequest = z.output<typeof approvalRequest>
export type WholeContext = z.output<typeof wholeContext>
export type Explicit = z.output<typeof explicit>
export type Registered = z.output<typeof registered>
