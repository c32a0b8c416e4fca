import { endpointId, eventId } from '@countersign/shared/ids'
import { z } from 'zod'

/** The `{id}` of every address below one webhook. */
export const webhookParams = z.strictObject({ id: endpointId })
export const deliveryParams = z.strictObject({ id: endpointId, eventId })
