import { z } from 'zod'
import { approvalId, decisionId } from './ids.ts'
import { jsonObject } from './json.ts'
import { caseDigest } from './requests.ts'
import { VIAS } from './statuses.ts'

/**
 * What the workflow gets: the output of SendTaskSuccess, or the `cause` of SendTaskFailure. The witness makes the
 * history event attributable to exactly one decision (I2, I4).
 */
export const answer = z
  .strictObject({
    outcome: z.string(),
    approved: z.boolean(),
    approvalId,
    decisionId,
    decidedAt: z.iso.datetime(),
    decidedBy: z.array(z.strictObject({ id: z.string(), name: z.string(), via: z.enum(VIAS) })),
    comment: z.string().nullable(),
    reason: z.string().nullable(),
    input: jsonObject,
    witness: z.strictObject({ caseDigest, policy: z.string(), policyVersion: z.int() }),
  })
  .meta({ id: 'Answer' })

export type Answer = z.output<typeof answer>

/** SendTaskSuccess takes 262,144 bytes, but the state's merged output counts too; SendTaskFailure's cause takes 32,768. */
export const MAX_ANSWER_BYTES = 32_768
