import { policyName } from '@countersign/shared/policy-document'
import { z } from 'zod'

/** The `{name}` of every address below one policy. */
export const policyParams = z.strictObject({ name: policyName })
export const policyVersionParams = policyParams.extend({ version: z.coerce.number().int().min(1).max(1_000_000) })
