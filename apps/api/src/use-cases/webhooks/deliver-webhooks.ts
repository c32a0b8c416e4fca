import type { EndpointId } from '@countersign/shared/ids'
import { type Judgement, judgeTry } from '../../domain/webhooks/judge-try.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Egress, EgressResult } from '../../ports/egress.ts'
import type { Log } from '../../ports/log.ts'
import type { Metrics } from '../../ports/metrics.ts'
import type { SecretSealer } from '../../ports/secret-sealer.ts'
import type { Stores, UnitOfWork } from '../../ports/unit-of-work.ts'
import type { WebhookSignatures } from '../../ports/webhook-signatures.ts'
import type { NextDelivery, SealedSecret } from '../../ports/webhooks.ts'
import { deliveryJob } from './delivery-job.ts'
import { disableEndpoint } from './disable-endpoint.ts'
import { toTryResult, type Unsigned } from './to-try-result.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
  readonly clock: Pick<Clock, 'monotonicMs'>
  readonly egress: Pick<Egress, 'send'>
  readonly signatures: Pick<WebhookSignatures, 'sign'>
  readonly secretSealer: Pick<SecretSealer, 'open'>
  readonly log: Log
  readonly metrics: Pick<Metrics, 'webhookTried' | 'webhookDropped'>
  readonly random: () => number
}

export interface DeliverWebhooksCommand {
  readonly endpointId: EndpointId
  /** The approval, or the event itself for a ping. */
  readonly about: string
}

/** Then the job makes room for others and comes back; with the last call a run takes under half a minute. */
const RUN_MS = 15_000
const MAX_RESPONSE_CHARACTERS = 1_000
const FIVE_DAYS_MS = 5 * 86_400_000

interface Try {
  readonly delivery: NextDelivery
  readonly number: number
  readonly startedAt: Date
  readonly secrets: readonly SealedSecret[]
}

/**
 * Delivers what is due at one endpoint about one approval, oldest first.
 *
 * W1. Every try of an event sends the same bytes under the same id.
 * W2. Of one approval no event is sent before the earlier ones are delivered or given up.
 * W3. The try is written down before the call, so a crash leads to one more try and never to a lost event.
 * W4. A disabled endpoint is sent nothing.
 * W5. A question that nobody can answer any more is not forwarded: it is dropped, and the log of its tries says why.
 */
export async function deliverWebhooks(deps: Deps, command: DeliverWebhooksCommand): Promise<void> {
  const { endpointId, about } = command
  const startedMs = deps.clock.monotonicMs()
  for (;;) {
    const next = await beginNext(deps, command)
    if (!next) return
    const sentMs = deps.clock.monotonicMs()
    const result = await sendTry(deps, next)
    const seconds = (deps.clock.monotonicMs() - sentMs) / 1_000
    const judged = await settleTry(deps, next, result, about)
    deps.metrics.webhookTried(judged, seconds)
    // A later event waits for this one (W2).
    if (judged !== 'delivered' && judged !== 'given-up') return
    if (deps.clock.monotonicMs() - startedMs > RUN_MS) {
      await deps.unitOfWork.transaction((stores) => stores.jobs.add(deliveryJob(endpointId, about)))
      return
    }
  }
}

/** `undefined`: nothing is due. What is due later has its job. */
function beginNext(
  { unitOfWork, metrics }: Deps,
  { endpointId, about }: DeliverWebhooksCommand,
): Promise<Try | undefined> {
  return unitOfWork.transaction(async (stores) => {
    const startedAt = await stores.now()
    const delivery = await nextToSend({ ...stores, metrics }, endpointId, about, startedAt)
    if (!delivery) return undefined
    const early = delivery.dueAt.getTime() - startedAt.getTime()
    if (early > 0) {
      await stores.jobs.add(deliveryJob(endpointId, about, early))
      return undefined
    }
    const secrets = await stores.webhooks.liveSecrets(endpointId, startedAt)
    const number = await stores.webhooks.beginTry(delivery, startedAt)
    return { delivery, number, startedAt, secrets }
  })
}

async function nextToSend(
  { webhooks, metrics }: Pick<Stores, 'webhooks'> & Pick<Deps, 'metrics'>,
  endpointId: EndpointId,
  about: string,
  at: Date,
): Promise<NextDelivery | undefined> {
  const first = await webhooks.next(endpointId, about)
  if (!first?.overtaken) return first
  // An undo in this very moment would look for what was dropped before it is.
  await webhooks.holdApproval(about)
  for (;;) {
    const delivery = await webhooks.next(endpointId, about)
    if (!delivery?.overtaken) return delivery
    const number = await webhooks.beginTry(delivery, at)
    await webhooks.endTry(delivery, number, { at, status: null, error: OVERTAKEN, response: null })
    await webhooks.finish(delivery, 'dropped', at)
    metrics.webhookDropped()
  }
}

const OVERTAKEN = 'Not sent: the approval was decided, has ended, or asks again with a new callback address.'

/** One that does not open is left out: the others, or a key that is put back, go on. */
function openSecret({ secretSealer, log }: Deps, { id, sealed }: SealedSecret): readonly string[] {
  try {
    return [secretSealer.open(sealed, id)]
  } catch (err) {
    log.error({ err, secretId: id }, 'a signing secret does not open')
    return []
  }
}

async function sendTry(deps: Deps, { delivery, startedAt, secrets }: Try): Promise<EgressResult | Unsigned> {
  const { eventId, url, contentType, body } = delivery
  const [first, ...others] = secrets.flatMap((secret) => openSecret(deps, secret))
  if (first === undefined) return secrets.length === 0 ? 'no-secret' : 'sealed-secret'
  const bytes = Buffer.from(body)
  return deps.egress.send({
    url,
    method: 'POST',
    headers: {
      'content-type': contentType,
      'user-agent': 'Countersign',
      'webhook-id': eventId,
      'webhook-timestamp': String(Math.floor(startedAt.getTime() / 1_000)),
      'webhook-signature': deps.signatures.sign(eventId, startedAt, bytes, [first, ...others]),
    },
    body: bytes,
  })
}

async function settleTry(
  { unitOfWork, random, log }: Deps,
  { delivery, number }: Try,
  result: EgressResult | Unsigned,
  about: string,
): Promise<Judgement['kind']> {
  const { endpointId, eventId } = delivery
  const tried = toTryResult(result)
  const judgement = await unitOfWork.transaction(async ({ webhooks, ...stores }) => {
    const at = await stores.now()
    const judged = judgeTry(tried, number, random(), at)
    const error = 'error' in judged ? judged.error : null
    await webhooks.endTry(delivery, number, {
      at,
      status: tried.kind === 'answered' ? tried.status : null,
      error: judged.kind === 'gone' ? 'HTTP 410' : error,
      response: typeof result === 'object' && result.kind === 'answered' ? excerpt(result.body) : null,
    })
    switch (judged.kind) {
      case 'delivered':
        await webhooks.finish(delivery, 'delivered', at)
        await webhooks.recordSuccess(endpointId, at)
        break
      case 'gone':
        await webhooks.dropWaiting(endpointId, at)
        await webhooks.recordFailure(endpointId, at, 'HTTP 410')
        await disableEndpoint({ webhooks, ...stores }, endpointId, 'The receiver answered 410 Gone.', at)
        break
      case 'given-up':
        await webhooks.finish(delivery, 'failed', at)
        break
      case 'again':
        await webhooks.postpone(delivery, number, new Date(at.getTime() + judged.inMs))
        await stores.jobs.add(deliveryJob(endpointId, about, judged.inMs))
    }
    if (error !== null) {
      const since = await webhooks.recordFailure(endpointId, at, error)
      if (at.getTime() - since.getTime() >= FIVE_DAYS_MS)
        await disableEndpoint({ webhooks, ...stores }, endpointId, 'No event was accepted for five days.', at)
    }
    return judged
  })
  log.info({ endpointId, eventId, number, result: judgement.kind }, 'webhook tried')
  return judgement.kind
}

/** In whichever of the usual escapes a receiver writes back what it was sent. */
const SIGNATURE = /(v1a?(?:,|%2C))(?:[A-Za-z0-9+/]|\\\/|%2[BF]){43}(?:=|%3D)/gi

/**
 * What the log of tries shows of an answer. Receivers that echo their request would put a signature into it that is good
 * for five minutes. PostgreSQL keeps no NUL in text.
 */
const excerpt = (text: string): string =>
  text.replace(SIGNATURE, '$1[signature]').slice(0, MAX_RESPONSE_CHARACTERS).replaceAll('\u0000', '\ufffd')
