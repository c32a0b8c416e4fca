'use client'

import { reveal } from '@countersign/shared/hidden-characters'
import { useInfiniteQuery } from '@tanstack/react-query'
import { sentenceOf } from '../api/problem.ts'
import { auditQuery } from '../api/queries.ts'
import { Clock } from '../time/moment.tsx'
import { Banner } from '../ui/banner.tsx'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Bone } from '../ui/skeleton.tsx'

/** The approval's entries of the log, each naming the hash of the one before it. */
export function AuditTrail({ id }: { readonly id: string }) {
  const audit = useInfiniteQuery(auditQuery(id))
  if (audit.isPending)
    return (
      <div role="status" aria-label="Loading the audit trail" className="space-y-3">
        {['first', 'second', 'third'].map((name) => (
          <Bone key={name} className="h-12 w-full" />
        ))}
      </div>
    )
  if (audit.isError)
    return (
      <Banner
        tone="warn"
        title="The audit trail could not be loaded"
        action={
          <Button size="sm" onClick={() => void audit.refetch()}>
            Try again
          </Button>
        }
      >
        {sentenceOf(audit.error)}
      </Banner>
    )
  const entries = audit.data.pages.flatMap((page) => page.items)
  return (
    <>
      <p className="mb-3 text-ink-2">
        Each entry is hashed together with the one before it in the whole log. Changing or removing one breaks every
        hash after it, which <code className="font-mono text-xs">npm run audit -- verify</code> finds.
      </p>
      <div className="overflow-x-auto rounded-lg border scroll-thin">
        <table className="w-full border-collapse text-left">
          <thead>
            <tr className="border-b text-ink-3 text-xs">
              <th scope="col" className="px-3.5 py-1.5 font-normal">
                Seq
              </th>
              <th scope="col" className="px-3.5 py-1.5 font-normal">
                What happened
              </th>
              <th scope="col" className="px-3.5 py-1.5 font-normal">
                Hash
              </th>
            </tr>
          </thead>
          <tbody className="divide-y">
            {entries.map((entry) => (
              <tr key={entry.seq} className="align-top">
                <td className="px-3.5 py-2 text-ink-3 tabular">{entry.seq}</td>
                <td className="px-3.5 py-2 wrap-anywhere">
                  <p>{reveal(entry.summary)}</p>
                  <p className="text-ink-3 text-xs">
                    <code className="font-mono">{entry.type}</code> · {reveal(entry.actor.name)} ·{' '}
                    <Clock at={entry.at} />
                  </p>
                </td>
                <td className="whitespace-nowrap px-3.5 py-1.5">
                  <span className="flex items-center gap-1">
                    <code title={`${entry.hash}\nafter ${entry.previousHash}`} className="font-mono text-ink-2 text-xs">
                      {entry.hash.replace(/^sha256:/, '').slice(0, 10)}…
                    </code>
                    <CopyButton value={entry.hash} label={`hash of entry ${entry.seq}`} />
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {audit.hasNextPage ? (
        <Button className="mt-3" onClick={() => void audit.fetchNextPage()}>
          {audit.isFetchingNextPage ? 'Loading…' : 'Load more'}
        </Button>
      ) : null}
    </>
  )
}
