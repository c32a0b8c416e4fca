import type { DeliveryStatus } from '@countersign/shared/channels'
import type { ApprovalId, EndpointId, EventId, SecretId } from '@countersign/shared/ids'
import type { Endpoint, EndpointHealth } from '../domain/webhooks/endpoint.ts'

/** Endpoints and what they are sent, inside a transaction. */
export interface WebhookStore {
  insert(endpoint: Endpoint): Promise<void>
  /** Locks it until the transaction ends. */
  lock(id: EndpointId): Promise<Endpoint | undefined>
  update(endpoint: Endpoint): Promise<void>
  /** Those that are told what happens now: enabled, and of forwards those whose integration is. */
  listening(): Promise<readonly Endpoint[]>

  insertSecret(endpointId: EndpointId, secret: SealedSecret): Promise<void>
  /** The secrets of one endpoint that count at `now`, newest first; of a forward those of its integration. */
  liveSecrets(endpointId: EndpointId, now: Date): Promise<readonly SealedSecret[]>
  /** All that live longer end then. */
  endSecrets(endpointId: EndpointId, at: Date): Promise<void>

  insertDeliveries(deliveries: readonly NewDelivery[]): Promise<void>
  /** The oldest event about this that is still to be delivered, and where to; `undefined` when the endpoint is disabled. */
  next(endpointId: EndpointId, about: string): Promise<NextDelivery | undefined>
  /** What is waiting, by approval (or event, for a ping). */
  waiting(endpointId: EndpointId): Promise<readonly string[]>
  /** Before the call. Returns the number of the try, from 1. */
  beginTry(delivery: DeliveryKey, at: Date): Promise<number>
  endTry(delivery: DeliveryKey, number: number, result: TryRecord): Promise<void>
  /** Moves it from `pending`; `false` when it is not. */
  finish(delivery: DeliveryKey, to: 'delivered' | 'failed' | 'dropped', at: Date): Promise<boolean>
  /** Only while this is still the newest try; a later one knows better. */
  postpone(delivery: DeliveryKey, number: number, dueAt: Date): Promise<boolean>
  /** Pending again, due at once, same id and bytes. `undefined`: no such event. */
  revive(delivery: DeliveryKey, at: Date): Promise<{ readonly about: string } | undefined>
  /** Until the transaction ends the approval stays as it is; whoever is changing it is waited for. */
  holdApproval(about: string): Promise<void>
  /** Forwards of this approval that were dropped wait again. Returns the enabled endpoints they are for. */
  reviveForwards(approvalId: ApprovalId, at: Date): Promise<readonly EndpointId[]>
  dropWaiting(endpointId: EndpointId, at: Date): Promise<void>
  recordSuccess(endpointId: EndpointId, at: Date): Promise<void>
  /** Returns since when it fails. */
  recordFailure(endpointId: EndpointId, at: Date, error: string): Promise<Date>
  /** At most so many finished deliveries from before then, oldest first, with their tries; returns how many went. */
  prune(before: Date, limit: number): Promise<number>
}

export interface DeliveryKey {
  readonly endpointId: EndpointId
  readonly eventId: EventId
}

export interface NewDelivery extends DeliveryKey {
  readonly seq: number
  readonly approvalId: ApprovalId | null
  readonly type: string
  readonly contentType: string
  readonly body: string
  readonly at: Date
}

export interface NextDelivery extends DeliveryKey {
  readonly url: string
  readonly contentType: string
  readonly body: string
  readonly dueAt: Date
  /** A forward whose question has been answered, has ended, or is asked anew by a later one. */
  readonly overtaken: boolean
}

export interface TryRecord {
  readonly at: Date
  readonly status: number | null
  readonly error: string | null
  readonly response: string | null
}

export interface SealedSecret {
  readonly id: SecretId
  readonly sealed: string
  readonly lastFour: string
  readonly createdAt: Date
  readonly expiresAt: Date | null
}

/** What the admin pages show, outside any transaction. */
export interface WebhookReader {
  /** Newest first. `undefined`: the cursor is not one of ours. */
  endpoints(page: PageQuery): Promise<Page<EndpointDetail> | undefined>
  endpoint(id: EndpointId): Promise<EndpointDetail | undefined>
  /** Newest first. */
  deliveries(endpointId: EndpointId, page: PageQuery): Promise<Page<DeliveryRow> | undefined>
  delivery(key: DeliveryKey): Promise<DeliveryDetail | undefined>
}

export interface PageQuery {
  readonly cursor: string | null
  readonly limit: number
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}

export interface EndpointDetail {
  readonly endpoint: Endpoint
  readonly health: EndpointHealth & { readonly pending: number }
  /** That count now. */
  readonly secrets: readonly Omit<SealedSecret, 'sealed'>[]
}

export interface DeliveryRow {
  readonly eventId: EventId
  readonly type: string
  readonly approvalId: ApprovalId | null
  readonly status: DeliveryStatus
  readonly attempts: number
  readonly dueAt: Date
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

export interface DeliveryDetail extends DeliveryRow {
  readonly contentType: string
  readonly body: string
  readonly log: readonly {
    readonly number: number
    readonly startedAt: Date
    readonly finishedAt: Date | null
    readonly status: number | null
    readonly error: string | null
    readonly response: string | null
  }[]
}
