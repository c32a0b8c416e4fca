'use client'

import { apiPath, webPaths } from '@countersign/shared/paths'
import { type WebhookCreated, webhookCreated } from '@countersign/shared/webhooks'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useCommand } from '../../api/use-command.ts'
import { Button } from '../../ui/button.tsx'
import { ProblemBanner } from '../../ui/problem-banner.tsx'
import { AdminPage } from '../admin-page.tsx'
import { SecretOnce } from '../secret-once.tsx'
import { EMPTY_WEBHOOK, missingIn, WebhookFields, webhookPart } from './webhook-fields.tsx'

const BACK = { href: webPaths.webhooks(), label: 'Webhooks' }

export function NewWebhook() {
  const [created, setCreated] = useState<WebhookCreated | null>(null)
  const router = useRouter()
  return created ? (
    <AdminPage title={created.webhook.name} back={BACK}>
      <SecretOnce
        secret={created.secret}
        use="Your receiver checks with it that a message is ours."
        onStored={() => router.push(webPaths.webhook(created.webhook.id))}
      />
    </AdminPage>
  ) : (
    <AdminPage
      title="New webhook"
      description="An address of yours that is told what happens to approvals."
      back={BACK}
    >
      <NewForm onCreated={setCreated} />
    </AdminPage>
  )
}

function NewForm({ onCreated }: { readonly onCreated: (created: WebhookCreated) => void }) {
  const client = useQueryClient()
  const [draft, setDraft] = useState(EMPTY_WEBHOOK)
  const create = useCommand<object, typeof webhookCreated>(apiPath('webhooks'), webhookCreated, (created) => {
    void client.invalidateQueries({ queryKey: ['webhooks'] })
    onCreated(created)
  })
  const missing = missingIn(draft)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!missing && !create.isPending) create.mutate(webhookPart(draft))
      }}
    >
      <WebhookFields
        draft={draft}
        onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
        error={create.error}
      />
      <div className="mt-5 max-w-2xl empty:hidden">
        <ProblemBanner error={create.error} title="The webhook was not created" />
      </div>
      <div className="mt-5 flex items-center gap-3">
        <Button type="submit" tone="primary" disabledReason={create.isPending ? 'Creating…' : missing}>
          Create webhook
        </Button>
        <p className="text-ink-2 text-xs">{missing ?? 'Its secret is shown once, on the next page.'}</p>
      </div>
    </form>
  )
}
