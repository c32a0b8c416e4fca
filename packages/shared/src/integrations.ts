import { z } from 'zod'
import { INTEGRATION_KINDS } from './channels.ts'
import { approvalId, decisionId, integrationId, secretId, teamId } from './ids.ts'
import { json, jsonObject } from './json.ts'
import { APPROVAL_STATUSES } from './statuses.ts'
import { line, text } from './text.ts'

const at = z.iso.datetime()
const expression = text(2_000).min(1)

/**
 * How any JSON body becomes a decision: CEL over `body` (the message), `headers` (content type and event names only) and
 * `approval` (id, title, team, policy, risk, tags, outcomes, caseDigest). Each expression is type-checked when saved.
 */
export const mapping = z
  .strictObject({
    ignore: expression.optional().describe('true: this message is no decision; answered 202'),
    outcome: expression.describe("The outcome's id, as a string"),
    reason: expression.optional().describe('The id of a reason of that outcome, or null'),
    comment: expression.optional(),
    input: expression.optional().describe('The edited form, as a map'),
    caseDigest: expression.optional().describe('What the outside reviewer saw, when the system carries it back'),
  })
  .meta({ id: 'Mapping' })

const policyName = text(80).min(1)
const outcomeName = text(40).min(1)

export const integrationRequest = z
  .strictObject({
    name: line(80),
    kind: z.enum(INTEGRATION_KINDS).default('generic'),
    teams: z.array(teamId).min(1).max(50).describe('Whose approvals it may answer: its identity joins these teams'),
    policies: z.array(policyName).max(50).default([]).describe('Empty: every policy'),
    outcomes: z.array(outcomeName).max(10).default([]).describe('Empty: every outcome'),
    mapping: mapping.optional().describe('Left out: the ready-made one of its kind'),
    heartbeats: z.boolean().default(false),
    forwardUrl: z.url().max(2_000).optional().describe('New approvals are sent here, signed, with their callback URL'),
  })
  .meta({ id: 'IntegrationRequest' })

export const integrationChange = z
  .strictObject({
    name: line(80).optional(),
    teams: z.array(teamId).min(1).max(50).optional(),
    policies: z.array(policyName).max(50).optional(),
    outcomes: z.array(outcomeName).max(10).optional(),
    mapping: mapping.optional(),
    heartbeats: z.boolean().optional(),
    forwardUrl: z.url().max(2_000).nullable().optional(),
    disabled: z.boolean().optional(),
  })
  .meta({ id: 'IntegrationChange' })

/** A rotation: the new secret counts at once, the others for `overlapSeconds` more. */
export const secretRequest = z
  .strictObject({
    overlapSeconds: z.int().min(0).max(2_592_000).default(86_400),
    secret: z
      .string()
      // Base64 in its one spelling: two texts of the same key would pass for two secrets.
      .regex(
        /^whsec_(?=[^=]{32,86}={0,2}$)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/,
        'expected whsec_ and the base64 of 24 to 64 bytes',
      )
      .optional()
      .describe('Left out: one is made. Given: when the other side makes the secrets'),
  })
  .meta({ id: 'SecretRequest' })

export const secretView = z
  .strictObject({ id: secretId, lastFour: z.string(), createdAt: at, expiresAt: at.nullable() })
  .meta({ id: 'SigningSecret' })

/** The only time a secret is shown. */
export const issuedSecret = z
  .strictObject({ ...secretView.shape, secret: z.string().describe('Shown once and kept sealed') })
  .meta({ id: 'IssuedSecret' })

export const integrationView = z
  .strictObject({
    id: integrationId,
    name: z.string(),
    kind: z.enum(INTEGRATION_KINDS),
    actsAs: z.strictObject({ id: z.string(), name: z.string() }).describe('Who its votes are signed by'),
    owner: z
      .strictObject({ id: z.string(), name: z.string() })
      .nullable()
      .describe('Who set it up; what they ask for, it may not decide'),
    teams: z.array(teamId),
    policies: z.array(z.string()),
    outcomes: z.array(z.string()),
    mapping,
    heartbeats: z.boolean(),
    forward: z
      .strictObject({ endpointId: z.string(), url: z.string(), disabledBecause: z.string().nullable() })
      .nullable(),
    secrets: z.array(secretView),
    createdAt: at,
    updatedAt: at,
    disabledAt: at.nullable(),
  })
  .meta({ id: 'Integration' })

export const integrationCreated = z
  .strictObject({ integration: integrationView, secret: issuedSecret })
  .meta({ id: 'IntegrationCreated' })

export const integrationPage = z
  .strictObject({ items: z.array(integrationView), nextCursor: z.string().nullable() })
  .meta({ id: 'IntegrationPage' })

/** What a message became: the decision it makes, nothing (`ignored`), or what is wrong with it. */
export const mappedDecision = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('decision'),
      outcome: z.string(),
      reason: z.string().nullable(),
      comment: z.string().nullable(),
      input: jsonObject.nullable(),
      caseDigest: z.string().nullable(),
    }),
    z.strictObject({ kind: z.literal('ignored') }),
    z.strictObject({
      kind: z.literal('fault'),
      errors: z.array(z.strictObject({ expression: z.string(), message: z.string() })),
    }),
  ])
  .meta({ id: 'MappedDecision' })

export const mappingTest = z
  .strictObject({
    mapping,
    body: json,
    headers: z.record(z.string(), z.string()).default({}),
    approvalId: approvalId.optional().describe('Tried against this approval; left out: against an example'),
    integrationId: integrationId
      .optional()
      .describe('With an approval: judged with the bounds and the keepers of this integration'),
  })
  .meta({ id: 'MappingTest' })

export const mappingTestResult = z
  .strictObject({
    result: mappedDecision,
    wouldBeRefused: z.string().nullable().describe('With an approval: the sentence a vote like this would get'),
  })
  .meta({ id: 'MappingTestResult' })

export const mappingTemplates = z
  .strictObject({
    items: z.array(
      z.strictObject({
        kind: z.enum(INTEGRATION_KINDS),
        name: z.string(),
        summary: z.string(),
        mapping,
        fixtures: z.array(
          z.strictObject({
            name: z.string(),
            headers: z.record(z.string(), z.string()),
            body: json,
            gives: mappedDecision,
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'MappingTemplates' })

/** The answer to a signed callback. */
export const callbackAnswer = z
  .strictObject({
    result: z.enum(['decided', 'voted', 'ignored', 'heartbeat']),
    approvalId,
    status: z.enum(APPROVAL_STATUSES),
    decisionId: decisionId.nullable(),
    outcome: z.string().nullable(),
  })
  .meta({ id: 'CallbackAnswer' })

const receivedMessageView = z
  .strictObject({
    messageId: z.string(),
    approvalId: approvalId.nullable(),
    result: z.string().describe('decided, voted, ignored, heartbeat or a problem code'),
    status: z.int(),
    receivedAt: at,
  })
  .meta({ id: 'ReceivedMessage' })

export const receivedMessagePage = z
  .strictObject({ items: z.array(receivedMessageView), nextCursor: z.string().nullable() })
  .meta({ id: 'ReceivedMessagePage' })

export type Mapping = z.output<typeof mapping>
export type IntegrationRequest = z.output<typeof integrationRequest>
export type IntegrationChange = z.output<typeof integrationChange>
export type SecretRequest = z.output<typeof secretRequest>
export type SecretView = z.output<typeof secretView>
export type IssuedSecret = z.output<typeof issuedSecret>
export type IntegrationView = z.output<typeof integrationView>
export type IntegrationCreated = z.output<typeof integrationCreated>
export type IntegrationPage = z.output<typeof integrationPage>
export type MappedDecision = z.output<typeof mappedDecision>
export type MappingTest = z.output<typeof mappingTest>
export type MappingTestResult = z.output<typeof mappingTestResult>
export type MappingTemplates = z.output<typeof mappingTemplates>
export type CallbackAnswer = z.output<typeof callbackAnswer>
export type ReceivedMessagePage = z.output<typeof receivedMessagePage>
