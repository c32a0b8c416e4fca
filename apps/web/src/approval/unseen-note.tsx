import { reveal as visible } from '@countersign/shared/hidden-characters'
import { EyeOff } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { valuesWord } from './reveal-note.tsx'
import type { Reveal } from './use-reveal.ts'

/** Beside the buttons: nobody decides on hidden values without being told so, and the way out is one press. */
export function UnseenNote({ reveal }: { readonly reveal: Reveal }) {
  const { labels, unseen, busy, toggle } = reveal
  if (!unseen) return null
  return (
    <div className="mb-2.5 flex items-center gap-2 text-ink-2">
      <EyeOff className="size-3.5 shrink-0 text-ink-3" aria-hidden="true" />
      <p className="min-w-0 flex-1 wrap-anywhere">
        {unseenWords(labels.length)}: {labels.map(visible).join(', ')}
      </p>
      <Button size="sm" disabledReason={busy} onClick={toggle} aria-label={`Reveal ${valuesWord(labels.length)} first`}>
        Reveal
      </Button>
    </div>
  )
}

export const unseenWords = (count: number): string =>
  count === 1 ? '1 value not revealed' : `${count} values not revealed`
