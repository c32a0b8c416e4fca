'use client'

import type { DeliveryStatus } from '@countersign/shared/channels'
import type { WebhookDeliveryView, WebhookView } from '@countersign/shared/webhooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { ChevronRight, RefreshCw } from 'lucide-react'
import { useId, useState } from 'react'
import { webhookDeliveriesQuery } from '../../api/setup-queries.ts'
import { Ago, Clock } from '../../time/moment.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Empty } from '../../ui/empty.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { MorePages } from '../../ui/more-pages.tsx'
import { Status, type Tone } from '../../ui/status.tsx'
import { DeliveryDetail } from './delivery-detail.tsx'

const STATUS: Record<DeliveryStatus, { readonly words: string; readonly tone: Tone }> = {
  pending: { words: 'Waiting', tone: 'wait' },
  delivered: { words: 'Delivered', tone: 'good' },
  failed: { words: 'Given up', tone: 'bad' },
  dropped: { words: 'Dropped', tone: 'off' },
}

/** While something waits, its result is looked for; nothing is asked when all is done. */
const WAITING_MS = 3_000

/** What was sent, newest first; a row opens to its tries, its bytes and the way to send it again. */
export function Deliveries({ webhook }: { readonly webhook: WebhookView }) {
  const query = useInfiniteQuery({
    ...webhookDeliveriesQuery(webhook.id),
    refetchInterval: ({ state }) =>
      webhook.disabledAt === null &&
      state.data?.pages[0]?.items.some((row) => row.status === 'pending' && row.attempts === 0)
        ? WAITING_MS
        : false,
  })
  const [openId, setOpenId] = useState<string | null>(null)
  return (
    <Loaded query={query} what="deliveries">
      {({ pages }) => {
        const rows = pages.flatMap((page) => page.items)
        if (rows.length === 0)
          return (
            <Empty title="Nothing was sent yet">
              The next event that matches appears here. “Send a test” sends a message that is about no approval.
            </Empty>
          )
        return (
          <>
            <div className="mb-3 flex items-center justify-between gap-4">
              <p className="text-ink-2 text-xs">Kept for 30 days.</p>
              <Button size="sm" tone="ghost" onClick={() => void query.refetch()}>
                <RefreshCw className="size-3.5" aria-hidden="true" />
                {query.isRefetching ? 'Reading…' : 'Read again'}
              </Button>
            </div>
            <ul aria-label="Deliveries" className="divide-y overflow-hidden rounded-lg border">
              {rows.map((row) => (
                <Row
                  key={row.eventId}
                  row={row}
                  webhook={webhook}
                  open={row.eventId === openId}
                  onToggle={() => setOpenId(row.eventId === openId ? null : row.eventId)}
                />
              ))}
            </ul>
            <MorePages query={query} />
          </>
        )
      }}
    </Loaded>
  )
}

type RowProps = {
  readonly row: WebhookDeliveryView
  readonly webhook: WebhookView
  readonly open: boolean
  readonly onToggle: () => void
}

function Row({ row, webhook, open, onToggle }: RowProps) {
  const panel = useId()
  const { words, tone } = STATUS[row.status]
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={open ? panel : undefined}
        onClick={onToggle}
        className={cx(
          'grid w-full grid-cols-[1rem_1fr_auto] items-center gap-x-3 gap-y-0.5 px-3.5 py-2 text-left -outline-offset-2 hover:bg-hover max-md:min-h-14 md:h-10 md:grid-cols-[1rem_7rem_1fr_9rem_7rem]',
          open && 'bg-canvas',
        )}
      >
        <ChevronRight
          aria-hidden="true"
          className={cx('size-3.5 text-ink-3 motion-safe:transition-transform', open && 'rotate-90')}
        />
        <Status tone={tone}>{words}</Status>
        <code className="truncate font-mono text-xs max-md:col-start-2 max-md:row-start-2">{row.type}</code>
        <span className="text-ink-2 text-xs tabular max-md:hidden">{progressOf(row)}</span>
        <Ago
          at={row.createdAt}
          className="text-right text-ink-2 text-xs tabular max-md:col-start-3 max-md:row-start-1"
        />
      </button>
      {open ? (
        <div id={panel} className="border-t bg-canvas px-4 py-4 md:pl-10">
          {row.status === 'pending' && row.attempts > 0 && webhook.disabledAt === null ? (
            <p className="mb-3 text-ink-2">
              Next try <Clock at={row.dueAt} className="font-medium text-ink" />.
            </p>
          ) : null}
          <DeliveryDetail webhook={webhook} eventId={row.eventId} />
        </div>
      ) : null}
    </li>
  )
}

function progressOf({ attempts, status }: WebhookDeliveryView): string {
  if (attempts === 0) return status === 'pending' ? 'not tried yet' : 'never tried'
  return attempts === 1 ? '1 try' : `${attempts} tries`
}
