import { approvalId } from '@countersign/shared/ids'
import { z } from 'zod'

/** The `{id}` of every address below one approval. */
export const approvalParams = z.strictObject({ id: approvalId })
