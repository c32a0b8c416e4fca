import { accountPage, accountView } from '@countersign/shared/accounts'
import {
  integrationPage,
  integrationView,
  mappingTemplates,
  receivedMessagePage,
} from '@countersign/shared/integrations'
import { apiPath } from '@countersign/shared/paths'
import { policyPage, policyVersionView, policyView } from '@countersign/shared/policies'
import { slackView } from '@countersign/shared/slack'
import { webhookDeliveryDetail, webhookDeliveryPage, webhookPage, webhookView } from '@countersign/shared/webhooks'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { request } from './request.ts'

/** What admins set up changes rarely, and by hand: it is read again when a page is opened, and after each change. */
const pages = <S extends z.ZodType<{ readonly nextCursor: string | null }>>(
  queryKey: readonly string[],
  path: string,
  schema: S,
) =>
  infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      request(pageParam === null ? path : `${path}?cursor=${encodeURIComponent(pageParam)}`, schema, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })

export const integrationsQuery = pages(['integrations'], apiPath('integrations'), integrationPage)

export const integrationQuery = (id: string) =>
  queryOptions({
    queryKey: ['integration', id],
    queryFn: ({ signal }) => request(apiPath('integration', { id }), integrationView, { signal }),
  })

export const integrationMessagesQuery = (id: string) =>
  pages(['integration', id, 'messages'], apiPath('integrationMessages', { id }), receivedMessagePage)

export const mappingTemplatesQuery = queryOptions({
  queryKey: ['mapping-templates'],
  queryFn: ({ signal }) => request(apiPath('mappingTemplates'), mappingTemplates, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
})

export const webhooksQuery = pages(['webhooks'], apiPath('webhooks'), webhookPage)

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhook', id],
    queryFn: ({ signal }) => request(apiPath('webhook', { id }), webhookView, { signal }),
  })

export const webhookDeliveriesQuery = (id: string) =>
  pages(['webhook', id, 'deliveries'], apiPath('webhookDeliveries', { id }), webhookDeliveryPage)

export const webhookDeliveryQuery = (id: string, eventId: string) =>
  queryOptions({
    queryKey: ['webhook', id, 'delivery', eventId],
    queryFn: ({ signal }) => request(apiPath('webhookDelivery', { id, eventId }), webhookDeliveryDetail, { signal }),
  })

export const accountsQuery = pages(['accounts'], apiPath('accounts'), accountPage)

export const accountQuery = (id: string) =>
  queryOptions({
    queryKey: ['account', id],
    queryFn: ({ signal }) => request(apiPath('account', { id }), accountView, { signal }),
  })

export const slackQuery = queryOptions({
  queryKey: ['slack'],
  queryFn: ({ signal }) => request(apiPath('slack'), slackView, { signal }),
})

export const policiesQuery = pages(['policies'], apiPath('policies'), policyPage)

export const policyQuery = (name: string) =>
  queryOptions({
    queryKey: ['policy', name],
    queryFn: ({ signal }) => request(apiPath('policy', { name }), policyView, { signal }),
  })

/** A version never changes. */
export const policyVersionQuery = (name: string, version: number) =>
  queryOptions({
    queryKey: ['policy', name, 'version', version],
    queryFn: ({ signal }) =>
      request(apiPath('policyVersion', { name, version: String(version) }), policyVersionView, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
