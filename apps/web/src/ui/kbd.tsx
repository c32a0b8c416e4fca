import type { ReactNode } from 'react'
import { usePreferences } from '../settings/preferences-provider.tsx'
import { cx } from './cx.ts'

/** A key cap beside the control it works; gone when shortcuts are off, and on touch screens where it is noise. */
export function Kbd({ children, onSolid = false }: { readonly children: ReactNode; readonly onSolid?: boolean }) {
  const { preferences } = usePreferences()
  if (!preferences.shortcuts) return null
  return <KeyCap onSolid={onSolid}>{children}</KeyCap>
}

export function KeyCap({ children, onSolid = false }: { readonly children: ReactNode; readonly onSolid?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={cx(
        'inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm px-1 font-sans text-2xs font-medium leading-none pointer-coarse:hidden',
        onSolid ? 'bg-on-accent/18 text-on-accent' : 'border border-line bg-sunken text-ink-3',
      )}
    >
      {children}
    </span>
  )
}
