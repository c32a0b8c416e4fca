import type { EndpointId } from '@countersign/shared/ids'
import { laneOf } from '../../domain/job-queues.ts'
import type { Job } from '../../ports/jobs.ts'

/**
 * A slow receiver keeps at most this many jobs busy, so that it holds up its own events and nobody else's. What is about
 * one approval is always in the same lane, one after the other.
 */
const LANES = 2

/** One job for what is due at an endpoint about one approval; a later one takes the place of one that waits. */
export const deliveryJob = (endpointId: EndpointId, about: string, delayMs = 0): Job => ({
  name: 'deliver-webhook',
  payload: { endpointId, about },
  key: `deliver-webhook:${endpointId}:${about}`,
  queue: `deliver-webhook:${endpointId}:${laneOf(about, LANES)}`,
  delayMs: Math.ceil(delayMs),
})
