import { z } from 'zod'
import { teamId, userId } from './ids.ts'
import { jsonObject } from './json.ts'
import { APPROVAL_STATUSES } from './statuses.ts'
import { text } from './text.ts'

export const caseDigest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256:<64 hex digits>')

/** `POST /v1/approvals/{id}/votes`. `caseDigest` is what the voter saw (I7). */
export const voteRequest = z
  .strictObject({
    outcome: text(40).min(1),
    reason: text(60).min(1).optional(),
    comment: text(4_000).optional(),
    input: jsonObject.optional().describe('The edited form; must match the form schema'),
    caseDigest,
    attempt: z
      .int()
      .min(1)
      .optional()
      .describe('The attempt that was shown; refused as superseded when a newer one has taken over'),
    undoSeconds: z.int().min(0).max(300).optional(),
    onBehalfOf: userId
      .optional()
      .describe('The absent person you stand in for; left out: your own seat, if you have one'),
    batch: z
      .string()
      .regex(/^[A-Za-z0-9_-]{8,64}$/)
      .optional()
      .describe('Marks votes that were cast together; policies may refuse those'),
  })
  .meta({ id: 'VoteRequest' })

export const cancelRequest = z.strictObject({ comment: text(4_000).optional() }).meta({ id: 'CancelRequest' })
export const undoRequest = z.strictObject({}).meta({ id: 'UndoRequest' })
export const commentRequest = z.strictObject({ text: text(4_000).min(1) }).meta({ id: 'CommentRequest' })
export const claimRequest = z
  .strictObject({ takeOver: z.boolean().default(false).describe('Also while somebody else looks after it') })
  .meta({ id: 'ClaimRequest' })
export const releaseRequest = z.strictObject({}).meta({ id: 'ReleaseRequest' })
export const reassignRequest = z
  .strictObject({
    to: z.union([
      z.strictObject({ person: userId }).describe('Somebody who may vote in the stage that waits'),
      z.strictObject({ team: teamId }).describe('A team that the policy names in handOverTo'),
    ]),
  })
  .meta({ id: 'ReassignRequest' })
export const openEvidenceRequest = z
  .strictObject({ url: text(2_048).min(1).describe('An address of the case, exactly') })
  .meta({ id: 'OpenEvidenceRequest' })
export const revealRequest = z.strictObject({}).meta({ id: 'RevealRequest' })
export const heartbeatRequest = z.strictObject({}).meta({ id: 'HeartbeatRequest' })

/** `?status=pending,expired&team=payments&q=refund&waiting=me&watch=active&cursor=…&limit=50`. */
export const listQuery = z.strictObject({
  status: z
    .string()
    .optional()
    .transform((value) => (value ? value.split(',') : undefined))
    .pipe(z.array(z.enum(APPROVAL_STATUSES)).optional()),
  team: teamId.optional(),
  requestedBy: z.literal('me').optional(),
  waiting: z.literal('me').optional().describe('Pending, for you to decide, and not snoozed by you'),
  watch: z.enum(['snoozed', 'active']).optional().describe('Only what you have snoozed, or only what you have not'),
  q: text(200).optional(),
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

export const auditQuery = z.strictObject({
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
})

export const demoSignInRequest = z.strictObject({ userId }).meta({ id: 'DemoSignInRequest' })

export type VoteRequest = z.output<typeof voteRequest>
export type ReassignRequest = z.output<typeof reassignRequest>
export type ListQuery = z.output<typeof listQuery>
