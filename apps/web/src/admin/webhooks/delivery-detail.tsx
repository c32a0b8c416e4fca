'use client'

import { apiPath, webPaths } from '@countersign/shared/paths'
import { type WebhookDeliveryDetail, type WebhookView, webhookDeliveryView } from '@countersign/shared/webhooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import Link from 'next/link'
import { webhookDeliveryQuery } from '../../api/setup-queries.ts'
import { useCommand } from '../../api/use-command.ts'
import { Clock } from '../../time/moment.tsx'
import { asSentence } from '../../ui/as-sentence.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { ProblemBanner } from '../../ui/problem-banner.tsx'
import { Status } from '../../ui/status.tsx'

type Props = { readonly webhook: WebhookView; readonly eventId: string }

export function DeliveryDetail({ webhook, eventId }: Props) {
  const query = useQuery({
    ...webhookDeliveryQuery(webhook.id, eventId),
    refetchInterval: ({ state }) => (webhook.disabledAt === null && state.data?.status === 'pending' ? 3_000 : false),
  })
  return (
    <Loaded query={query} what="delivery">
      {(delivery) => <Detail webhook={webhook} delivery={delivery} />}
    </Loaded>
  )
}

function Detail({ webhook, delivery }: { readonly webhook: WebhookView; readonly delivery: WebhookDeliveryDetail }) {
  const client = useQueryClient()
  const { eventId, approvalId, log, body, contentType } = delivery
  const again = useCommand<object, typeof webhookDeliveryView>(
    apiPath('webhookRedelivery', { id: webhook.id, eventId }),
    webhookDeliveryView,
    () => void client.invalidateQueries({ queryKey: ['webhook', webhook.id] }),
  )
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span className="flex items-center gap-1 text-ink-2">
          <code className="font-mono text-xs wrap-anywhere">{eventId}</code>
          <CopyButton value={eventId} label="event id" />
        </span>
        {approvalId ? (
          <Link href={webPaths.approval(approvalId)} className="font-medium text-accent-text">
            Open the approval
          </Link>
        ) : null}
        <Button
          size="sm"
          className="ml-auto"
          disabledReason={
            webhook.disabledAt
              ? 'It is disabled: enable it first.'
              : delivery.status === 'pending'
                ? 'It is on its way already.'
                : again.isPending
                  ? 'Sending…'
                  : null
          }
          onClick={() => again.mutate({})}
        >
          <RotateCw className="size-3.5" aria-hidden="true" />
          Redeliver
        </Button>
      </div>
      <ProblemBanner error={again.error} title="It was not sent again" />
      <section>
        <h2 className="mb-1.5 font-medium text-ink-2 text-xs">Tries</h2>
        {log.length === 0 ? (
          <p className="text-ink-2">Not tried yet.</p>
        ) : (
          <ol className="divide-y rounded-lg border bg-surface">
            {log.map((attempt) => (
              <li key={attempt.number} className="px-3.5 py-2">
                <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
                  <span className="w-4 text-ink-3 tabular">{attempt.number}</span>
                  <Status tone={toneOf(attempt)}>{wordsOf(attempt)}</Status>
                  <Clock at={attempt.startedAt} className="text-ink-2 text-xs tabular" />
                  {attempt.finishedAt ? (
                    <span className="text-ink-3 text-xs tabular">
                      {tookWords(Date.parse(attempt.finishedAt) - Date.parse(attempt.startedAt))}
                    </span>
                  ) : null}
                </p>
                {attempt.response ? (
                  <pre className="mt-1.5 max-h-40 overflow-auto whitespace-pre-wrap font-mono text-ink-2 text-xs wrap-anywhere scroll-thin">
                    {attempt.response}
                  </pre>
                ) : null}
              </li>
            ))}
          </ol>
        )}
      </section>
      <section>
        <h2 className="mb-1.5 flex items-center gap-2 font-medium text-ink-2 text-xs">
          Body
          <code className="font-mono font-normal text-ink-3">{contentType}</code>
          <CopyButton value={body} label="body" />
        </h2>
        {/* A field, because it scrolls by itself and so must be reachable by key. */}
        <textarea
          readOnly
          aria-label="Body as it was sent"
          value={pretty(body)}
          rows={Math.min(18, pretty(body).split('\n').length)}
          wrap="off"
          className="block w-full resize-y rounded-lg border bg-surface px-3.5 py-3 font-mono text-xs leading-5 scroll-thin"
        />
      </section>
    </div>
  )
}

type Attempt = WebhookDeliveryDetail['log'][number]

const toneOf = ({ statusCode, finishedAt }: Attempt) =>
  finishedAt === null ? 'wait' : statusCode !== null && statusCode >= 200 && statusCode < 300 ? 'good' : 'bad'

const wordsOf = ({ statusCode, error, finishedAt }: Attempt): string =>
  statusCode === null
    ? error === null
      ? finishedAt === null
        ? 'Under way'
        : 'No answer'
      : asSentence(error).replace(/\.$/, '')
    : `Answered ${statusCode}`

const tookWords = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`)

/** Easier to read than the bytes that were signed; the copy button has those. */
function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
