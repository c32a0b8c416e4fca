import type { EndpointId } from '@countersign/shared/ids'
import type { Stores } from '../../ports/unit-of-work.ts'
import { deliveryJob } from './delivery-job.ts'

/** Jobs for all that waits; what is not due yet goes on waiting. */
export async function resumeEndpoint(
  { webhooks, jobs }: Pick<Stores, 'webhooks' | 'jobs'>,
  endpointId: EndpointId,
): Promise<void> {
  const waiting = await webhooks.waiting(endpointId)
  await jobs.add(...waiting.map((about) => deliveryJob(endpointId, about)))
}
