'use client'

import { safeUrl } from '@countersign/shared/format-value'
import { reveal } from '@countersign/shared/hidden-characters'
import { apiPath } from '@countersign/shared/paths'
import { type ApprovalView, approvalView } from '@countersign/shared/views'
import { Check, FileCheck2, Globe } from 'lucide-react'
import { useCommand } from '../api/use-command.ts'
import { useRemember } from '../inbox/remember.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { OutsideLink } from '../ui/outside-link.tsx'

/** Documents stay where they are: nothing is loaded from a case, only linked, with the host and the digest in sight. */
export function EvidenceList({ approval }: { readonly approval: ApprovalView }) {
  const { id, evidenceOpened, demands, status } = approval
  const { evidence } = approval.case
  const path = apiPath('evidenceOpened', { id })
  const opened = useCommand<{ url: string }, typeof approvalView>(path, approvalView, useRemember())
  const note = (url: string) => {
    if (demands.evidence && status === 'pending' && !evidenceOpened.includes(url)) opened.mutate({ url })
  }
  return (
    <ul className="divide-y overflow-hidden rounded-lg border">
      {evidence.map((item) => {
        const url = safeUrl(item.url)
        return (
          <li key={`${item.label} ${item.url}`} className="flex items-start gap-3 px-3.5 py-2.5">
            {item.sha256 ? (
              <FileCheck2 className="mt-0.5 size-4 shrink-0 text-ink-3" aria-hidden="true" />
            ) : (
              <Globe className="mt-0.5 size-4 shrink-0 text-ink-3" aria-hidden="true" />
            )}
            <div className="min-w-0 flex-1">
              {url ? (
                <OutsideLink href={url.href} host={url.host} text={reveal(item.label)} onOpen={() => note(item.url)} />
              ) : (
                <span>{reveal(item.label)}</span>
              )}
              {evidenceOpened.includes(item.url) ? (
                <p className="flex items-center gap-1 text-ink-3 text-xs">
                  <Check className="size-3 text-good" aria-hidden="true" />
                  Opened by you
                </p>
              ) : null}
              {item.sha256 ? (
                <p className="flex items-center gap-1 text-ink-3 text-xs">
                  sha256
                  <code title={item.sha256} className="font-mono">
                    {item.sha256.slice(0, 12)}…{item.sha256.slice(-6)}
                  </code>
                  <CopyButton value={item.sha256} label="SHA-256" />
                </p>
              ) : (
                <p className="text-ink-3 text-xs">No digest was given, so this document may change.</p>
              )}
            </div>
          </li>
        )
      })}
    </ul>
  )
}
