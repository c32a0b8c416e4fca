'use client'

import { webPaths } from '@countersign/shared/paths'
import { PROBLEMS } from '@countersign/shared/problems'
import { useInfiniteQuery } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import Link from 'next/link'
import { integrationMessagesQuery } from '../../api/setup-queries.ts'
import { Ago } from '../../time/moment.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
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
            <div className="overflow-x-auto rounded-lg border scroll-thin">
              <table className="w-full border-collapse text-left">
                <thead>
                  <tr className="border-b bg-canvas text-ink-3 text-xs">
                    {['Result', 'Answer', 'Approval', 'Message', 'Received'].map((head) => (
                      <th key={head} scope="col" className="px-4 py-1.5 font-normal">
                        {head}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody className="divide-y">
                  {rows.map((row) => {
                    const { words, tone } = resultOf(row.result)
                    return (
                      <tr key={`${row.messageId} ${row.receivedAt}`}>
                        <td className="px-4 py-2">
                          <Status tone={tone}>{words}</Status>
                        </td>
                        <td className="px-4 py-2 text-ink-2 tabular">{row.status}</td>
                        <td className="px-4 py-2">
                          {row.approvalId ? (
                            <Link href={webPaths.approval(row.approvalId)} className="font-medium text-accent-text">
                              Open <span className="sr-only">approval {row.approvalId}</span>
                            </Link>
                          ) : (
                            <span className="text-ink-3">—</span>
                          )}
                        </td>
                        <td className="max-w-56 px-4 py-2">
                          <span className="flex items-center gap-1">
                            <code title={row.messageId} className="truncate font-mono text-xs">
                              {row.messageId}
                            </code>
                            <CopyButton value={row.messageId} label="message id" />
                          </span>
                        </td>
                        <td className="whitespace-nowrap px-4 py-2 text-ink-2">
                          <Ago at={row.receivedAt} />
                        </td>
                      </tr>
                    )
                  })}
                </tbody>
              </table>
            </div>
            <MorePages query={query} />
          </>
        )
      }}
    </Loaded>
  )
}
