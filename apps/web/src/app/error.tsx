'use client'

import { Button } from '../ui/button.tsx'
import { Mark } from '../ui/mark.tsx'

export default function PageError({ reset }: { readonly reset: () => void }) {
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <div className="max-w-sm">
        <Mark className="size-7" />
        <h1 className="mt-5 font-semibold text-xl tracking-tight">This page failed</h1>
        <p className="mt-1.5 text-base text-ink-2">
          Nothing was sent by the failure. What you had decided before it is kept by the service.
        </p>
        <Button tone="primary" className="mt-5" onClick={reset}>
          Try again
        </Button>
      </div>
    </main>
  )
}
