'use client'

import type { Json } from '@countersign/shared/json'
import dynamic from 'next/dynamic'
import { useMemo, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Bone } from '../ui/skeleton.tsx'
import { markMasked } from './reveal-overlay.ts'

const JsonTree = dynamic(() => import('./json-tree.tsx').then((module) => module.JsonTree), {
  loading: () => <Bone className="h-24 w-full" />,
})

/** Larger documents start closed: nobody reads them whole, and opening thousands of nodes would stall the page. */
const OPEN_UP_TO_CHARACTERS = 4_000

export function Payload({ payload: given, masked }: { readonly payload: Json; readonly masked: readonly string[] }) {
  const payload = useMemo(() => markMasked(given, '/case/payload', masked), [given, masked])
  const text = useMemo(() => JSON.stringify(payload, null, 2), [payload])
  const small = text.length <= OPEN_UP_TO_CHARACTERS
  const [open, setOpen] = useState(small)
  return (
    <div className="overflow-hidden rounded-lg border bg-sunken">
      <div className="flex items-center justify-between border-b py-0.5 pr-1 pl-3.5 text-ink-3 text-xs">
        <span>
          JSON, {new TextEncoder().encode(text).length.toLocaleString('en-GB')} bytes
          {small ? '' : ', top level shown'}
        </span>
        <span className="flex items-center">
          {small ? (
            <Button tone="ghost" size="sm" onClick={() => setOpen(!open)}>
              {open ? 'Collapse' : 'Expand'}
            </Button>
          ) : null}
          <CopyButton value={text} label="the payload" />
        </span>
      </div>
      <div className="max-h-[36rem] overflow-auto py-2.5 pr-3 pl-1 scroll-thin">
        <JsonTree key={String(open)} value={payload} open={open} />
      </div>
    </div>
  )
}
