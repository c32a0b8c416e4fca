import { z } from 'zod'
import { approvalId } from './ids.ts'
import { policyDocument, policyName } from './policy-document.ts'
import { line, text } from './text.ts'

/** Who has to confirm a version: an admin who is not behind it, if there is any; or always. */
export const SECOND_ADMIN = ['if-any', 'always'] as const
export type SecondAdmin = (typeof SECOND_ADMIN)[number]
export const PROPOSAL_STATUSES = ['waiting', 'confirmed', 'refused', 'withdrawn', 'replaced'] as const
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number]

const proposal = z
  .strictObject({
    status: z.enum(PROPOSAL_STATUSES),
    settledBy: z.string().nullable().describe('Who confirmed, refused, withdrew or replaced it'),
    settledAt: z.iso.datetime().nullable(),
    note: z.string().nullable(),
  })
  .meta({ id: 'PolicyProposal', description: 'A version that was proposed counts when a second admin confirms it' })

export const policyVersionView = z
  .strictObject({
    name: policyName,
    version: z.int(),
    document: policyDocument,
    source: z.string().nullable().describe('The text it was written as, with its comments'),
    text: z.string().describe('That text, or the document as YAML'),
    documentSha256: z.string().describe('Of the document as RFC 8785 JSON; what a confirmation names'),
    note: z.string().nullable(),
    createdAt: z.iso.datetime(),
    createdBy: z.string().nullable(),
    proposal: proposal.nullable().describe('null: it counted at once'),
  })
  .meta({ id: 'PolicyVersion' })

const may = z
  .strictObject({ allowed: z.boolean(), reason: z.string().nullable() })
  .describe('What this viewer may do; `reason` is a sentence when not allowed')

export const policyView = z
  .strictObject({
    name: policyName,
    currentVersion: z.int().nullable().describe('What new approvals follow; null: no version was confirmed yet'),
    teams: z.array(z.strictObject({ id: z.string(), name: z.string() })).describe('Whose default it is'),
    current: policyVersionView.describe('The version that counts; of a policy that has none yet, its newest'),
    waiting: z
      .strictObject({
        version: policyVersionView,
        waitsFor: z.array(z.string()).describe('The admins who may confirm it, by name'),
        may: z.strictObject({ confirm: may, refuse: may }),
      })
      .nullable()
      .describe('The version that waits for a second admin'),
    savingWaitsFor: z
      .array(z.string())
      .nullable()
      .describe('Who would have to confirm what this viewer saves, by name; null: it counts at once'),
    names: z
      .record(z.string(), z.string())
      .describe('Whom the current version names, as team:payments or person:usr_ana'),
    versions: z.array(
      policyVersionView.pick({ version: true, note: true, createdAt: true, createdBy: true, proposal: true }),
    ),
  })
  .meta({ id: 'Policy' })

export const policySummary = z
  .strictObject({
    name: policyName,
    currentVersion: z.int().nullable(),
    waiting: z.int().nullable().describe('The version that waits for a second admin'),
    description: z.string().nullable(),
    teams: z.array(z.strictObject({ id: z.string(), name: z.string() })),
    stages: z.array(z.string()),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'PolicySummary' })
export const policyPage = z.strictObject({ items: z.array(policySummary), nextCursor: z.string().nullable() })

/** A document, or its text as YAML or JSON, which is kept with its comments. */
const written = z
  .union([
    z.strictObject({ document: z.unknown(), note: line(200).optional() }),
    z.strictObject({ source: text(65_536).min(1).describe('YAML or JSON'), note: line(200).optional() }),
  ])
  .meta({ id: 'PolicyText' })
export const policyText = written
/** Words of addresses below `/v1/policies`. */
const RESERVED = ['simulate', 'backtest', 'new']
const newName = policyName.refine((value) => !RESERVED.includes(value), 'is reserved: choose another name')
export const createPolicyRequest = z
  .strictObject({ name: newName, policy: written })
  .meta({ id: 'CreatePolicyRequest' })
export const changePolicyRequest = z
  .strictObject({ basedOn: z.int().min(1).describe('The newest version you have seen'), policy: written })
  .meta({ id: 'ChangePolicyRequest' })
export const confirmPolicyRequest = z
  .strictObject({
    documentSha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'expected the documentSha256 of the version you looked at')
      .describe('What you looked at: another text is not confirmed'),
  })
  .meta({ id: 'ConfirmPolicyRequest' })
export const refusePolicyRequest = z
  .strictObject({ note: line(200).optional().describe('Why, for whoever wrote it') })
  .meta({ id: 'RefusePolicyRequest' })
export const movePolicyRequest = z
  .strictObject({ approvalId, version: z.int().min(1).optional().describe('Left out: the current one') })
  .meta({ id: 'MovePolicyRequest' })

export const policyPageQuery = z.strictObject({
  cursor: policyName.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
/** What was saved, and what of it is allowed but hardly meant. */
export const policySaved = z
  .strictObject({
    policy: policyView,
    warnings: z.array(z.strictObject({ pointer: z.string(), message: z.string() })),
  })
  .meta({ id: 'PolicySaved' })
export const policyMoved = z
  .strictObject({ approvalId, policy: z.strictObject({ name: policyName, version: z.int() }), votesDropped: z.int() })
  .meta({ id: 'PolicyMoved' })
export const teamPolicyRequest = z.strictObject({ policy: policyName }).meta({ id: 'TeamPolicyRequest' })
export const teamPolicyView = z.strictObject({ team: z.string(), policy: policyName }).meta({ id: 'TeamPolicy' })

export type PolicyText = z.output<typeof policyText>
export type PolicySaved = z.output<typeof policySaved>
export type PolicyView = z.output<typeof policyView>
export type PolicyVersionView = z.output<typeof policyVersionView>
export type PolicySummary = z.output<typeof policySummary>
