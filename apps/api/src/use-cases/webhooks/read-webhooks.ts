import type { EndpointId } from '@countersign/shared/ids'
import { authorizeSetup } from '../../domain/authorize.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type {
  DeliveryDetail,
  DeliveryKey,
  DeliveryRow,
  EndpointDetail,
  Page,
  PageQuery,
  WebhookReader,
} from '../../ports/webhooks.ts'

type Read<T> = { readonly kind: 'read'; readonly value: T } | Refused

/** What admins look at: the endpoints, and what each was sent. */
export interface ReadWebhooks {
  list(page: PageQuery): Promise<Read<Page<EndpointDetail>>>
  endpoint(id: EndpointId): Promise<Read<EndpointDetail>>
  deliveries(id: EndpointId, page: PageQuery): Promise<Read<Page<DeliveryRow>>>
  delivery(key: DeliveryKey): Promise<Read<DeliveryDetail>>
}

export function readWebhooks({ webhookReader }: { readonly webhookReader: WebhookReader }, principal: Principal) {
  const verdict = authorizeSetup(principal)
  const read = async <T>(find: () => Promise<T | undefined>, none: Refused): Promise<Read<T>> => {
    if (!verdict.allowed) return refused(verdict)
    const value = await find()
    return value === undefined ? none : { kind: 'read', value }
  }
  const reads: ReadWebhooks = {
    list: (page) => read(() => webhookReader.endpoints(page), FOREIGN_CURSOR),
    endpoint: (id) => read(() => webhookReader.endpoint(id), refused({ code: 'not-found' })),
    async deliveries(id, page) {
      const endpoint = await reads.endpoint(id)
      return endpoint.kind === 'refused' ? endpoint : read(() => webhookReader.deliveries(id, page), FOREIGN_CURSOR)
    },
    delivery: (key) => read(() => webhookReader.delivery(key), refused({ code: 'not-found' })),
  }
  return reads
}

const FOREIGN_CURSOR = refused({
  code: 'invalid-request',
  errors: [{ pointer: '/cursor', message: 'is not from a page of this list; start again without it' }],
})
