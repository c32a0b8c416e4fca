import { z } from 'zod'
import { caseSchema, form, outcome } from './case.ts'
import { approvalId, commentId, decisionId, voteId } from './ids.ts'
import { json, jsonObject } from './json.ts'
import { demands } from './policy-document.ts'
import { watchView } from './preferences.ts'
import { caseDigest } from './requests.ts'
import {
  APPROVAL_STATUSES,
  ATTEMPT_STATUSES,
  CALLBACK_STATUSES,
  CLOSE_REASONS,
  HEARTBEAT_MODES,
  OUTCOME_KINDS,
  RISKS,
  ROLES,
  VIAS,
} from './statuses.ts'

/** RFC 3339 UTC with milliseconds. */
const at = z.iso.datetime()
const person = z.strictObject({ id: z.string(), name: z.string() })
export const askedView = z
  .strictObject({ kind: z.enum(['team', 'person', 'integration']), id: z.string(), name: z.string() })
  .meta({ id: 'Asked' })
const permission = z
  .strictObject({ allowed: z.boolean(), reason: z.string().nullable() })
  .describe('What this viewer may do; `reason` is a sentence when not allowed')

export const deadlineView = z
  .strictObject({
    at,
    because: z.string().describe('"task timeout", "external heartbeat", or what the policy does: "policy time-out", …'),
    source: z
      .enum(['registration', 'history'])
      .optional()
      .describe('Where the figures come from: what was registered, or the execution history where that was wrong'),
    consequence: z.string().describe('What happens when nobody decides'),
  })
  .meta({ id: 'Deadline' })

const sourceView = z
  .strictObject({
    executionArn: z.string(),
    executionName: z.string(),
    stateMachineArn: z.string().nullable(),
    stateMachineName: z.string(),
    mapLabel: z.string().nullable().describe('The Distributed Map whose child execution asks'),
    stateName: z.string(),
    account: z.string(),
    region: z.string(),
    consoleUrl: z.string(),
    enteredTime: z.string().nullable(),
  })
  .meta({ id: 'Source' })

const attemptView = z
  .strictObject({
    number: z.int(),
    status: z.enum(ATTEMPT_STATUSES),
    retryCount: z.int(),
    redriveCount: z.int(),
    registeredAt: at,
    closedAt: at.nullable(),
  })
  .meta({ id: 'Attempt' })

const voteView = z
  .strictObject({
    id: voteId,
    by: person,
    onBehalfOf: person.nullable().describe('The absent person whose vote it is'),
    via: z.enum(VIAS),
    stage: z.string(),
    attempt: z.int(),
    outcome: z.string(),
    reason: z.string().nullable(),
    comment: z.string().nullable(),
    caseDigest,
    at,
  })
  .meta({ id: 'Vote' })

export const decisionView = z
  .strictObject({
    id: decisionId,
    outcome: z.string(),
    kind: z.enum(OUTCOME_KINDS),
    label: z.string(),
    reason: z.strictObject({ id: z.string(), label: z.string() }).nullable(),
    error: z.string().nullable().describe('failure only: the error name the workflow sees'),
    comment: z.string().nullable(),
    input: jsonObject.nullable(),
    decidedAt: at,
    decidedBy: z.array(z.strictObject({ id: z.string(), name: z.string(), via: z.enum(VIAS) })),
    undoUntil: at.nullable().describe('Until then the decision can be undone; the callback is held'),
  })
  .meta({ id: 'Decision' })

export const callbackView = z
  .strictObject({
    status: z.enum(CALLBACK_STATUSES),
    attempts: z.int(),
    dueAt: at,
    sentAt: at.nullable(),
    finishedAt: at.nullable(),
    historyEvent: z
      .strictObject({ id: z.int(), type: z.string(), at })
      .nullable()
      .describe('The event of the execution history that proves what the workflow did'),
    detail: z.string().nullable().describe('What AWS said last, when it matters'),
  })
  .meta({ id: 'Callback' })

export const closedView = z
  .strictObject({ at, reason: z.enum(CLOSE_REASONS), detail: z.string().nullable() })
  .meta({ id: 'Closed' })

export const commentView = z
  .strictObject({ id: commentId, by: person, via: z.enum(VIAS), text: z.string(), at })
  .meta({ id: 'Comment' })

/** A stage of the policy as the votes have it. */
export const stageView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    state: z.enum(['done', 'now', 'later']),
    because: z.string().nullable().describe('Why it applies; null: it always does'),
    given: z.int(),
    needed: z.int(),
    rejections: z.int(),
    rejectVotes: z.int().describe('How many votes for a failure outcome end it'),
    asked: z.array(askedView).describe('Whose vote would bring it nearer; for other stages, who votes in them'),
    escalation: z
      .strictObject({ at: at.nullable(), to: z.array(askedView), done: z.boolean() })
      .nullable()
      .describe('Who may answer too, and from when on'),
  })
  .meta({ id: 'Stage' })

/** One row of the inbox. */
export const approvalSummary = z
  .strictObject({
    id: approvalId,
    status: z.enum(APPROVAL_STATUSES),
    version: z.int(),
    title: z.string(),
    contextLine: z.string().nullable(),
    team: person,
    risk: z.enum(RISKS),
    requestedBy: person.nullable(),
    stateMachineName: z.string(),
    stateName: z.string(),
    attempt: z.int(),
    createdAt: at,
    deadline: deadlineView.nullable(),
    decision: decisionView
      .pick({ outcome: true, kind: true, label: true, decidedAt: true, decidedBy: true })
      .nullable(),
    callbackStatus: z.enum(CALLBACK_STATUSES).nullable(),
    closed: closedView.nullable(),
    waiting: z
      .strictObject({ stage: z.string(), for: z.array(askedView), given: z.int(), needed: z.int() })
      .nullable()
      .describe('While pending: the stage that waits, for whom, and how far it has come'),
    assignee: person.nullable().describe('Who it was handed to'),
    claim: z.strictObject({ by: person, until: at }).nullable().describe('Who looks after it at the moment'),
    watch: watchView.nullable().describe('How the viewer follows it; null for an API key that acts as nobody'),
  })
  .meta({ id: 'ApprovalSummary' })

export const approvalView = z
  .strictObject({
    ...approvalSummary.omit({ contextLine: true, callbackStatus: true, stateMachineName: true, stateName: true }).shape,
    why: z.string().nullable(),
    policy: z.strictObject({ name: z.string(), version: z.int() }),
    key: z.string().nullable(),
    case: caseSchema,
    masked: z
      .array(z.string())
      .describe('JSON Pointers to the values that are null here because they are sensitive; `POST …/reveal` has them'),
    revealed: z.boolean().describe('The viewer has revealed the case of this attempt'),
    reveals: z.array(z.strictObject({ by: person, attempt: z.int(), at })).describe('Who has revealed it, and when'),
    caseDigest,
    outcomes: z.array(outcome),
    form: form.nullable(),
    undoSeconds: z.int(),
    tags: z.record(z.string(), z.string()),
    timeoutSeconds: z.int().nullable(),
    heartbeat: z
      .strictObject({ mode: z.enum(HEARTBEAT_MODES), seconds: z.int(), lastAt: at.nullable() })
      .nullable()
      .describe('Heartbeats that keep the waiting task alive'),
    source: sourceView,
    attempts: z.array(attemptView),
    votes: z.array(voteView),
    votesNeeded: z.int().describe('How many votes the waiting stage needs'),
    stages: z.array(stageView),
    skippedStages: z.array(z.strictObject({ id: z.string(), name: z.string(), sentence: z.string() })),
    checks: z.array(
      z.strictObject({ label: z.string(), result: z.enum(['pass', 'warn', 'unknown']), sentence: z.string() }),
    ),
    demands: demands.describe('What a vote has to bring'),
    evidenceOpened: z.array(z.string()).describe('Addresses that the viewer has opened'),
    decision: decisionView.nullable(),
    callback: callbackView.nullable(),
    comments: z.array(commentView),
    follows: approvalId.nullable().describe('The earlier approval whose task was retried or redriven into this one'),
    followedBy: approvalId.nullable().describe('The approval that asks again, after this task was retried or redriven'),
    notAsked: z
      .array(
        z.strictObject({
          ...askedView.shape,
          rule: z.enum(['separation-of-duties', 'nobody-left']),
          sentence: z.string(),
        }),
      )
      .describe('While pending: who would be asked and is not, and by which rule'),
    votesFor: person.nullable().describe('The absent person from whose seat the viewer would vote'),
    may: z.strictObject({
      vote: permission,
      cancel: permission,
      comment: permission,
      undo: permission,
      claim: permission,
      reassign: permission,
      reveal: permission,
    }),
    url: z.string(),
    callbackUrl: z.string(),
    updatedAt: at,
  })
  .meta({ id: 'Approval' })

/** What `POST /v1/approvals/{id}/reveal` answers: everything that `masked` names in the approval. */
export const revealedCase = z
  .strictObject({
    id: approvalId,
    attempt: z.int(),
    caseDigest,
    case: caseSchema,
    form: form.nullable(),
    input: jsonObject.nullable().describe('The edited form of the decision'),
  })
  .meta({ id: 'RevealedCase' })

export const approvalPage = z
  .strictObject({
    items: z.array(approvalSummary),
    nextCursor: z.string().nullable(),
    count: z
      .strictObject({ value: z.int(), more: z.boolean() })
      .nullable()
      .describe('How many there are in all, on the first page of `waiting=me` and `watch=…`; `more`: at least so many'),
  })
  .meta({ id: 'ApprovalPage' })

export const auditEntryView = z
  .strictObject({
    seq: z.int(),
    at,
    type: z.string(),
    actor: z.strictObject({
      kind: z.enum(['user', 'key', 'integration', 'service', 'workflow']),
      id: z.string(),
      name: z.string(),
    }),
    summary: z.string().describe('The entry as a sentence'),
    data: json,
    hash: z.string(),
    previousHash: z.string(),
  })
  .meta({ id: 'AuditEntry' })

export const auditPage = z
  .strictObject({ items: z.array(auditEntryView), nextCursor: z.string().nullable() })
  .meta({ id: 'AuditPage' })

export const teamView = z.strictObject({ id: z.string(), name: z.string() }).meta({ id: 'Team' })

export const meView = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    role: z.enum(ROLES),
    teams: z.array(teamView),
    authMode: z.enum(['demo', 'none']),
    serverTime: at.describe('So that clients can correct their clock'),
  })
  .meta({ id: 'Me' })

export const demoUsersView = z
  .strictObject({
    items: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        title: z.string(),
        role: z.enum(ROLES),
        teams: z.array(teamView),
      }),
    ),
  })
  .meta({ id: 'DemoUsers' })

export const versionView = z
  .strictObject({ name: z.string(), version: z.string(), commit: z.string().nullable() })
  .meta({ id: 'Version' })

export type ApprovalSummary = z.output<typeof approvalSummary>
export type ApprovalView = z.output<typeof approvalView>
export type RevealedCase = z.output<typeof revealedCase>
export type ApprovalPage = z.output<typeof approvalPage>
export type AuditEntryView = z.output<typeof auditEntryView>
export type AuditPage = z.output<typeof auditPage>
export type DecisionView = z.output<typeof decisionView>
export type CallbackView = z.output<typeof callbackView>
export type ClosedView = z.output<typeof closedView>
export type DeadlineView = z.output<typeof deadlineView>
export type MeView = z.output<typeof meView>
export type DemoUsersView = z.output<typeof demoUsersView>
