'use client'

import type { ReceivedMessagePage } from '@countersign/shared/integrations'
import { webPaths } from '@countersign/shared/paths'
import { PROBLEMS } from '@countersign/shared/problems'
import { useInfiniteQuery } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import Link from 'next/link'
import { integrationMessagesQuery } from '../../api/setup-queries.ts'
import { Ago } from '../../time/moment.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { cx } from '../../ui/cx.ts'
import { Empty } from '../../ui/empty.tsx'
import { Loaded } from '../../ui/loading.tsx'
import { MorePages } from '../../ui/more-pages.tsx'
import { Status, type Tone } from '../../ui/status.tsx'

const RESULTS: Readonly<Record<string, { readonly words: string; readonly tone: Tone }>> = {
  decided: { words: 'Decided', tone: 'good' },
  voted: { words: 'Voted', tone: 'good' },
  ignored: { words: 'Ignored', tone: 'off' },
  heartbeat: { words: 'Heartbeat', tone: 'wait' },
}

const resultOf = (result: string): { readonly words: string; readonly tone: Tone } => {
  const known = RESULTS[result]
  if (known) return known
  const problem = Object.entries(PROBLEMS).find(([code]) => code === result)?.[1]
  return { words: problem?.title ?? result, tone: 'bad' }
}

const ROW = 'gap-x-6 px-4 md:grid-cols-[minmax(0,1.3fr)_4rem_minmax(0,1fr)_5rem_6rem]'

type ReceivedMessage = ReceivedMessagePage['items'][number]

/** What this system has sent lately, and what became of it. Bodies are not kept. */
export function Messages({ id }: { readonly id: string }) {
  const query = useInfiniteQuery(integrationMessagesQuery(id))
  return (
    <Loaded query={query} what="messages">
      {({ pages }) => {
        const rows = pages.flatMap((page) => page.items)
        if (rows.length === 0)
          return (
            <Empty title="No message yet">
              Signed requests of this system appear here with their result. Requests whose signature does not verify
              belong to nobody, so they are in the log and not here.
            </Empty>
          )
        return (
          <>
            <div className="mb-3 flex items-center justify-between gap-4">
              <p className="text-ink-2 text-xs">Kept for 30 days. The bodies are not kept.</p>
              <Button size="sm" tone="ghost" onClick={() => void query.refetch()}>
                <RefreshCw className="size-3.5" aria-hidden="true" />
                {query.isRefetching ? 'Reading…' : 'Read again'}
              </Button>
            </div>
            <div className="overflow-hidden rounded-lg border">
              <div
                aria-hidden="true"
                className={cx('hidden border-b bg-canvas py-1.5 text-ink-3 text-xs md:grid', ROW)}
              >
                {['Result', 'Answer', 'Message', 'Approval', 'Received'].map((head) => (
                  <span key={head} className="last:text-right">
                    {head}
                  </span>
                ))}
              </div>
              <ul aria-label="Messages" className="divide-y">
                {rows.map((row) => (
                  <Row key={`${row.messageId} ${row.receivedAt}`} row={row} />
                ))}
              </ul>
            </div>
            <MorePages query={query} />
          </>
        )
      }}
    </Loaded>
  )
}

function Row({ row: { approvalId, messageId, receivedAt, result, status } }: { readonly row: ReceivedMessage }) {
  const { words, tone } = resultOf(result)
  return (
    <li className={cx('grid grid-cols-[minmax(0,1fr)_auto] items-center gap-y-1 py-2 max-md:py-3', ROW)}>
      <span className="min-w-0 whitespace-normal">
        <Status tone={tone}>{words}</Status>
      </span>
      <span className="text-ink-2 tabular max-md:hidden">{status}</span>
      <span className="flex min-w-0 items-center gap-1 max-md:col-start-1 max-md:row-start-2">
        <code title={messageId} className="truncate font-mono text-ink-2 text-xs">
          {messageId}
        </code>
        <CopyButton value={messageId} label="message id" />
      </span>
      {approvalId ? (
        <Link
          href={webPaths.approval(approvalId)}
          className="font-medium text-accent-text max-md:col-start-2 max-md:row-start-2 max-md:justify-self-end max-md:py-1"
        >
          Open <span className="sr-only">approval {approvalId}</span>
        </Link>
      ) : (
        <span className="text-ink-3 max-md:hidden">—</span>
      )}
      <Ago
        at={receivedAt}
        className="whitespace-nowrap text-right text-ink-2 text-xs tabular max-md:col-start-2 max-md:row-start-1"
      />
    </li>
  )
}
