import type { CallbackAnswer } from '@countersign/shared/integrations'
import type { Decision } from '../../domain/approval.ts'
import { isFinal } from '../../domain/callbacks-in/is-final.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { MessageKey, ReceivedMessage } from '../../ports/integrations.ts'
import type { IncomingMessage, Unverified } from './verify-message.ts'

export interface Answered {
  readonly kind: 'answered'
  readonly answer: CallbackAnswer
}

/** An answer as it is sent. It is kept in these bytes, so that a repetition gets the same ones. */
export interface Reply {
  readonly status: number
  readonly text: string
}
export type Told = (result: Answered | Refused) => Reply

export interface Received {
  readonly kind: 'received'
  readonly became: 'taken' | 'ignored' | 'refused' | 'replayed'
  readonly reply: Reply
  /** The decision it made, if it made one. */
  readonly decision: Decision | null
}

export const answered = (answer: CallbackAnswer): Answered => ({ kind: 'answered', answer })

/** How the list of received messages calls it. */
export const wordOf = (result: Answered | Refused): string =>
  result.kind === 'refused' ? result.refusal.code : result.answer.result

/** One answer to everything that cannot be believed, so that it teaches nothing about addresses or integrations. */
export function refuseUnverified({ log, kind }: IncomingMessage, why: Unverified['why']): Refused {
  log.warn({ why, kind }, 'a callback was not believed')
  return refused({
    code: 'signature-invalid',
    sentence:
      'Sign the exact bytes as Standard Webhooks does: webhook-id, webhook-timestamp and webhook-signature, each once, not more than five minutes off, for the callback address you were given.',
  })
}

/** Whether the message has an answer for good, or somebody is at it; otherwise it may be tried again. */
export const isSettled = (earlier: ReceivedMessage): boolean => isFinal(earlier.status) || earlier.result === IN_FLIGHT

/** The first answer again. The same id with other bytes is neither a repetition nor a new message. */
export function replay(earlier: ReceivedMessage, key: MessageKey): Received | Refused {
  const { status, response: text } = earlier
  if (!Buffer.from(earlier.bodyHash).equals(key.bodyHash))
    return refused({
      code: 'idempotency-mismatch',
      sentence: 'This webhook-id was used for another message. Give each message an id of its own.',
    })
  if (earlier.result === IN_FLIGHT)
    return refused({
      code: 'idempotency-in-flight',
      sentence: 'The first of these equal messages is still being handled. Send it again in a minute for its answer.',
    })
  return { kind: 'received', became: 'replayed', reply: { status, text }, decision: null }
}

const IN_FLIGHT = 'in-flight'
