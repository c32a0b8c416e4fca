'use client'

import type { ApprovalView } from '@countersign/shared/views'
import { TriangleAlert } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { diffCase } from './diff-case.ts'
import { DifferenceTable } from './difference-table.tsx'

type Props = { readonly seen: ApprovalView; readonly current: ApprovalView; readonly onRead: () => void }

/** What you saw is what you sign: a case that changed is decided only after its differences were read. */
export function CaseChanged({ seen, current, onRead }: Props) {
  return (
    <section aria-label="What changed in the case" className="mt-3 overflow-hidden rounded-lg border border-warn/50">
      <div role="alert" className="flex items-start gap-2.5 bg-warn-soft px-3.5 py-2.5">
        <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden="true" />
        <div className="flex-1">
          <p className="font-medium">The case changed since you opened it</p>
          <p className="text-ink-2">Read what is different. Nothing was sent; your comment is kept.</p>
        </div>
        <Button size="sm" onClick={onRead}>
          I have read it
        </Button>
      </div>
      <DifferenceTable differences={diffCase(seen, current)} fromLabel="You saw" toLabel="Now" />
      {current.masked.length > 0 ? (
        <p className="border-t px-3.5 py-2 text-ink-2">What is hidden may differ as well. Reveal it to see.</p>
      ) : null}
    </section>
  )
}
