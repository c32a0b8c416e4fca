'use client'

import { apiPath, webPaths } from '@countersign/shared/paths'
import { type WebhookView, webhookDeliveryView, webhookView } from '@countersign/shared/webhooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { webhookQuery } from '../../api/setup-queries.ts'
import { useCommand } from '../../api/use-command.ts'
import { Ago } from '../../time/moment.tsx'
import { asSentence } from '../../ui/as-sentence.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { ProblemBanner } from '../../ui/problem-banner.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { AdminPage } from '../admin-page.tsx'
import { SaveBar } from '../save-bar.tsx'
import { Secrets } from '../secrets.tsx'
import { Deliveries } from './deliveries.tsx'
import { missingIn, WebhookFields, webhookDraft, webhookPart } from './webhook-fields.tsx'
import { WebhookStatus } from './webhook-status.tsx'

export function WebhookPage({ id }: { readonly id: string }) {
  const query = useQuery(webhookQuery(id))
  const { data } = query
  return (
    <AdminPage
      title={data?.name ?? 'Webhook'}
      back={{ href: webPaths.webhooks(), label: 'Webhooks' }}
      {...(data ? { description: <Facts webhook={data} />, action: <Actions webhook={data} /> } : {})}
    >
      <Loaded query={query} what="webhook">
        {(webhook) => <Body webhook={webhook} />}
      </Loaded>
    </AdminPage>
  )
}

function Facts({ webhook }: { readonly webhook: WebhookView }) {
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <WebhookStatus webhook={webhook} />
      <code className="font-mono text-xs wrap-anywhere">{webhook.url}</code>
    </span>
  )
}

function useChange(id: string) {
  const client = useQueryClient()
  return useCommand<object, typeof webhookView>(apiPath('webhook', { id }), webhookView, (view) => {
    client.setQueryData(webhookQuery(id).queryKey, view)
    void client.invalidateQueries({ queryKey: ['webhooks'] })
  })
}

function Actions({ webhook }: { readonly webhook: WebhookView }) {
  const client = useQueryClient()
  const change = useChange(webhook.id)
  const ping = useCommand<object, typeof webhookDeliveryView>(
    apiPath('webhookPing', { id: webhook.id }),
    webhookDeliveryView,
    () => void client.invalidateQueries({ queryKey: ['webhook', webhook.id, 'deliveries'] }),
  )
  if (webhook.integrationId) return null
  const off = webhook.disabledAt !== null
  return (
    <div className="grid justify-items-end gap-2">
      <div className="flex gap-2">
        <Button
          disabledReason={off ? 'It is disabled: nothing is sent.' : ping.isPending ? 'Sending…' : null}
          onClick={() => ping.mutate({})}
        >
          Send a test
        </Button>
        <Button
          tone={off ? 'primary' : 'danger'}
          disabledReason={change.isPending ? 'One moment…' : null}
          onClick={() => change.mutate({ disabled: !off })}
        >
          {off ? 'Enable' : 'Disable'}
        </Button>
      </div>
      <ProblemBanner error={change.error} title="It was not changed" />
      <ProblemBanner error={ping.error} title="No test was sent" />
    </div>
  )
}

function Body({ webhook }: { readonly webhook: WebhookView }) {
  const client = useQueryClient()
  const { id, integrationId, disabledAt, disabledBecause, health } = webhook
  return (
    <>
      <div className="mb-5 grid gap-2 empty:hidden">
        {disabledAt ? (
          <Banner
            tone="info"
            title={
              <>
                Disabled <Ago at={disabledAt} />: nothing is sent
              </>
            }
          >
            {disabledBecause ? `${asSentence(disabledBecause)} ` : ''}What waits goes on when it is enabled; what
            happens meanwhile is not sent.
          </Banner>
        ) : health.lastError ? (
          <Banner tone="warn" title="The last try failed">
            {asSentence(health.lastError)} It is tried again by itself; later events of the same approval wait for it.
          </Banner>
        ) : null}
        {integrationId ? (
          <Banner tone="info" title="This endpoint forwards new approvals to an integration">
            It is changed with{' '}
            <Link href={webPaths.integration(integrationId)} className="underline underline-offset-2">
              that integration
            </Link>
            .
          </Banner>
        ) : null}
      </div>
      <Tabs
        label="Webhook"
        tabs={[
          { id: 'deliveries', label: 'Deliveries', panel: <Deliveries webhook={webhook} /> },
          ...(integrationId ? [] : [{ id: 'settings', label: 'Settings', panel: <EditWebhook webhook={webhook} /> }]),
          {
            id: 'secrets',
            label: 'Secrets',
            panel: (
              <Secrets
                path={apiPath('webhookSecrets', { id })}
                secrets={webhook.secrets}
                use="Your receiver checks with it that a message is ours."
                own={false}
                onChanged={() => void client.invalidateQueries({ queryKey: ['webhook', id], exact: true })}
              />
            ),
          },
        ]}
      />
    </>
  )
}

function EditWebhook({ webhook }: { readonly webhook: WebhookView }) {
  const stored = webhookDraft(webhook)
  const [draft, setDraft] = useState(stored)
  const change = useChange(webhook.id)
  const same = JSON.stringify(draft) === JSON.stringify(stored)
  const missing = missingIn(draft)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!same && !missing && !change.isPending) change.mutate(webhookPart(draft))
      }}
    >
      <WebhookFields
        draft={draft}
        onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
        error={change.error}
      />
      <div className="mt-5 max-w-2xl empty:hidden">
        <ProblemBanner error={change.error} title="Nothing was saved" />
      </div>
      <SaveBar same={same} pending={change.isPending} saved={change.isSuccess} missing={missing} />
    </form>
  )
}
