import { callbackAnswer } from '@countersign/shared/integrations'
import type { Metrics } from '../../../ports/metrics.ts'
import { receiveCallback } from '../../../use-cases/callbacks-in/receive-callback.ts'
import { defineRoute, type Route } from '../../define-route.ts'
import { anyBody, callbackParams, MAX_MESSAGE_BYTES } from '../../input/callback-message.ts'
import { answerMessage, tellAs } from './answer-message.ts'

type Deps = Parameters<typeof receiveCallback>[0] & { readonly metrics: Metrics }

export const receiveCallbackRoute = (deps: Deps): Route =>
  defineRoute({
    path: 'callbacks',
    method: 'post',
    operationId: 'receiveCallback',
    tag: 'Callbacks',
    summary: 'Answer from outside',
    description:
      'Any JSON, signed by the Standard Webhooks scheme with a secret of the integration; its mapping makes the decision of it. A repeated `webhook-id` with the same body gets the first answer. Whatever cannot be believed gets one and the same 401.',
    access: 'signed',
    maxBodyBytes: MAX_MESSAGE_BYTES,
    params: callbackParams,
    body: anyBody,
    responses: {
      200: { description: 'Counted: the vote, or the decision it made', schema: callbackAnswer },
      202: { description: 'No decision, says the mapping', schema: callbackAnswer },
    },
    problems: [
      'not-found',
      'not-eligible',
      'not-permitted',
      'already-decided',
      'already-voted',
      'expired',
      'withdrawn',
      'superseded',
      'case-changed',
      'unmappable',
      'invalid-request',
      'idempotency-in-flight',
      'idempotency-mismatch',
    ],
    handle: async (request) => {
      const { bytes, headerValues, log, requestId, body: json } = request
      const { callbackId } = request.params
      const message = { kind: 'answer', callbackId, bytes, headerValues, log, json, tell: tellAs(requestId) } as const
      const result = await receiveCallback(deps, message)
      if (result.kind === 'received' && result.became !== 'replayed' && result.became !== 'ignored')
        deps.metrics.voteCast('callback', result.became === 'taken' ? 'counted' : 'refused')
      if (result.kind === 'received' && result.decision) deps.metrics.decisionMade(result.decision.kind, 'callback')
      return answerMessage(deps.metrics, 'answer', result)
    },
  })
