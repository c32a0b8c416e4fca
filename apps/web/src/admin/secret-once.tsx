'use client'

import type { IssuedSecret } from '@countersign/shared/integrations'
import { KeyRound } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'

type Props = { readonly secret: IssuedSecret; readonly use: string; readonly onStored: () => void }

/** The only time a secret is on a screen. It stays until somebody says that it is stored. */
export function SecretOnce({ secret, use, onStored }: Props) {
  const box = useRef<HTMLElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <section
      ref={box}
      tabIndex={-1}
      aria-label="New signing secret"
      className="appear mb-6 rounded-lg border border-accent-text/40 bg-accent-soft px-5 py-4 outline-none"
    >
      <p className="flex items-center gap-2 font-semibold">
        <KeyRound className="size-4 text-accent-text" aria-hidden="true" />
        Store this secret now
      </p>
      <p className="mt-1 max-w-[68ch] text-ink-2">It is shown once and cannot be read again. {use}</p>
      <div className="mt-3 flex items-center gap-2 rounded-md border bg-surface py-1.5 pr-1.5 pl-3">
        <code className="min-w-0 flex-1 font-mono text-xs wrap-anywhere">{secret.secret}</code>
        <CopyButton value={secret.secret} label="secret" />
      </div>
      <Button tone="primary" className="mt-3" onClick={onStored}>
        I have stored it
      </Button>
    </section>
  )
}
