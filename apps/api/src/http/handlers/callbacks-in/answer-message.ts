import type { Refused } from '../../../domain/refusal.ts'
import type { Metrics } from '../../../ports/metrics.ts'
import type { Received, Told } from '../../../use-cases/callbacks-in/told.ts'
import { type Answer, problem } from '../../answer.ts'
import { renderAnswer } from '../../send-answer.ts'
import { toProblem } from '../../to-problem.ts'

/** The bytes of an answer, before anybody knows whether they will be sent: they are kept with what they tell. */
export const tellAs =
  (requestId: string): Told =>
  (result) => {
    const facts = { requestId, instance: undefined }
    if (result.kind === 'refused') return renderAnswer({ kind: 'problem', problem: toProblem(result.refusal) }, facts)
    const status = result.answer.result === 'ignored' ? 202 : 200
    return renderAnswer({ kind: 'json', status, body: result.answer }, facts)
  }

export function answerMessage(metrics: Metrics, kind: 'answer' | 'heartbeat', result: Received | Refused): Answer {
  if (result.kind === 'refused') {
    metrics.callbackReceived(kind, result.refusal.code === 'signature-invalid' ? 'unverified' : 'refused')
    return problem(toProblem(result.refusal))
  }
  metrics.callbackReceived(kind, result.became)
  const { status, text } = result.reply
  return {
    kind: 'text',
    status,
    contentType: status < 400 ? 'application/json; charset=utf-8' : 'application/problem+json; charset=utf-8',
    text,
    headers: result.became === 'replayed' ? { 'Idempotency-Replayed': 'true' } : {},
  }
}
