import { integrationId } from '@countersign/shared/ids'
import { z } from 'zod'

/** The `{id}` of every address below one integration. */
export const integrationParams = z.strictObject({ id: integrationId })
