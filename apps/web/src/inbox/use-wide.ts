'use client'

import { useSyncExternalStore } from 'react'

/** List and detail side by side need 1200 px (03 §2.3); the same line as the `wide:` breakpoint. */
const WIDE = '(min-width: 75rem)'

export const useWide = (): boolean =>
  useSyncExternalStore(
    (onChange) => {
      const query = window.matchMedia(WIDE)
      query.addEventListener('change', onChange)
      return () => query.removeEventListener('change', onChange)
    },
    () => window.matchMedia(WIDE).matches,
    () => false,
  )
