'use client'

import { reveal as visible } from '@countersign/shared/hidden-characters'
import { Eye, EyeOff } from 'lucide-react'
import { useCommands } from '../keys/keyboard.tsx'
import { Button } from '../ui/button.tsx'
import { Kbd } from '../ui/kbd.tsx'
import type { Reveal } from './use-reveal.ts'

export const valuesWord = (count: number): string => (count === 1 ? '1 hidden value' : `${count} hidden values`)

/** Before the case: that something of it is hidden, and the one control that shows it in place. */
export function RevealNote({ reveal }: { readonly reveal: Reveal }) {
  const { labels, open, busy, failure, toggle } = reveal

  useCommands('approval', (command) => {
    if (command !== 'reveal' || labels.length === 0) return false
    toggle()
    return true
  })

  if (labels.length === 0) return null
  const Icon = open ? Eye : EyeOff
  return (
    <div className="mt-6 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg bg-sunken px-3.5 py-2.5">
      <Icon className="size-4 shrink-0 text-ink-3" aria-hidden="true" />
      <div className="min-w-0 flex-1 basis-52 text-ink-2 wrap-anywhere">
        <p role="status">
          {open
            ? 'Shown to you, here and now. The audit log says that you have seen it.'
            : `Hidden: ${labels.map(visible).join(', ')}. Looking is noted in the audit log.`}
        </p>
        {failure ? (
          <p role="alert" className="text-bad">
            Not revealed: {failure}
          </p>
        ) : null}
      </div>
      <Button
        size="sm"
        disabledReason={busy}
        aria-expanded={open}
        aria-keyshortcuts="s"
        onClick={toggle}
        className="max-md:w-full"
      >
        {open ? 'Hide again' : `Reveal ${valuesWord(labels.length)}`}
        <Kbd>S</Kbd>
      </Button>
    </div>
  )
}

/** Where the value would stand. */
export const HiddenValue = () => (
  <span className="inline-flex items-center gap-1.5 text-ink-3">
    <EyeOff className="size-3.5" aria-hidden="true" />
    Hidden
  </span>
)
