'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { buttonClass } from './button.tsx'

type Props = {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  readonly description?: string
  readonly children: ReactNode
}

export function Dialog({ open, onOpenChange, title, description, children }: Props) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-veil motion-safe:transition-opacity motion-safe:duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup className="fixed top-[12vh] left-1/2 z-50 max-h-[76vh] w-[min(38rem,calc(100vw-2rem))] -translate-x-1/2 overflow-y-auto rounded-xl bg-raised shadow-2 scroll-thin motion-safe:transition motion-safe:duration-150 data-ending-style:opacity-0 data-starting-style:translate-y-1 data-starting-style:opacity-0">
          <header className="flex items-start justify-between gap-4 border-b px-5 pt-4 pb-3.5">
            <div>
              <Base.Title className="font-semibold text-base">{title}</Base.Title>
              {description ? <Base.Description className="mt-0.5 text-ink-2">{description}</Base.Description> : null}
            </div>
            <Base.Close aria-label="Close" className={buttonClass('ghost', 'sm', 'size-7 px-0! max-md:size-11')}>
              <X className="size-4" aria-hidden="true" />
            </Base.Close>
          </header>
          <div className="px-5 py-4">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
