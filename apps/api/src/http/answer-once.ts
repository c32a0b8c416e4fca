import type { IdempotencyRecords, IdempotentRequest, StoredAnswer } from '../ports/idempotency-records.ts'
import type { Log } from '../ports/log.ts'
import { ProblemError } from './to-problem.ts'

const MAX_KEY_CHARACTERS = 255
/** Answers that say "not now" are not the request's result. */
const TRANSIENT = new Set([408, 425, 429])
const RETRY_IN_FLIGHT_SECONDS = 1

/**
 * Runs `work` at most once per key: a repetition gets the first answer, byte for byte. When the work fails on our side
 * nothing is kept, so that the client's retry is a real one; what it did before failing is idempotent by itself.
 */
export async function answerOnce(
  { records, log }: { readonly records: IdempotencyRecords; readonly log: Log },
  request: IdempotentRequest,
  work: () => Promise<StoredAnswer>,
): Promise<StoredAnswer> {
  if (request.key.length === 0 || request.key.length > MAX_KEY_CHARACTERS)
    throw new ProblemError({
      code: 'invalid-request',
      detail: `Idempotency-Key must have 1 to ${MAX_KEY_CHARACTERS} characters.`,
    })
  const claim = await records.begin(request)
  switch (claim.kind) {
    case 'replay':
      return { ...claim.answer, headers: { ...claim.answer.headers, 'Idempotency-Replayed': 'true' } }
    case 'inFlight':
      throw new ProblemError({
        code: 'idempotency-in-flight',
        detail: 'The first request with this key has not finished. Ask again in a second for its answer.',
        retryAfterSeconds: RETRY_IN_FLIGHT_SECONDS,
        headers: { 'Retry-After': String(RETRY_IN_FLIGHT_SECONDS) },
      })
    case 'otherBody':
      throw new ProblemError({
        code: 'idempotency-mismatch',
        detail: 'Repeat the first request unchanged, or send this one with a new key.',
      })
    case 'claimed': {
      const answer = await work().catch(async (error: unknown) => {
        await records.release(request, claim.lockedAt)
        throw error
      })
      if (answer.status >= 500 || TRANSIENT.has(answer.status)) await records.release(request, claim.lockedAt)
      else
        await records.complete(request, claim.lockedAt, answer).catch((err: unknown) => {
          // The work is done and its answer is true; only a repetition within 60 s will have to wait.
          log.warn({ err }, 'an answer could not be kept for its Idempotency-Key')
        })
      return answer
    }
  }
}
