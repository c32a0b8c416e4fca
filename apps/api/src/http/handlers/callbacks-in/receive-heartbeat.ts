import { callbackAnswer } from '@countersign/shared/integrations'
import type { Metrics } from '../../../ports/metrics.ts'
import { receiveHeartbeat } from '../../../use-cases/callbacks-in/receive-heartbeat.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { anyBody, callbackParams, MAX_MESSAGE_BYTES } from '../../input/callback-message.ts'
import { answerMessage, tellAs } from './answer-message.ts'

type Deps = Parameters<typeof receiveHeartbeat>[0] & { readonly metrics: Metrics }

export const receiveHeartbeatRoute = (deps: Deps): Route =>
  defineRoute({
    path: 'callbackHeartbeat',
    method: 'post',
    operationId: 'receiveHeartbeat',
    tag: 'Callbacks',
    summary: 'Say from outside that the work goes on',
    description:
      'For approvals with `heartbeatMode: "external"` and integrations that may send heartbeats. Signed like an answer; each beat has a `webhook-id` of its own.',
    access: 'signed',
    maxBodyBytes: MAX_MESSAGE_BYTES,
    params: callbackParams,
    body: anyBody,
    responses: { 200: { description: 'Step Functions has heard it', schema: callbackAnswer } },
    problems: [
      'not-found',
      'not-eligible',
      'not-permitted',
      'already-decided',
      'expired',
      'withdrawn',
      'superseded',
      'unavailable',
      'idempotency-in-flight',
      'idempotency-mismatch',
    ],
    handle: async (request) => {
      const { bytes, headerValues, log, requestId } = request
      const { callbackId } = request.params
      const message = { kind: 'heartbeat', callbackId, bytes, headerValues, log, tell: tellAs(requestId) } as const
      return answerMessage(deps.metrics, 'heartbeat', await receiveHeartbeat(deps, message))
    },
  })
