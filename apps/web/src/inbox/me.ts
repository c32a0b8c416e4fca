'use client'

import type { MeView } from '@countersign/shared/views'
import { createContext, useContext } from 'react'

export const MeContext = createContext<MeView | null>(null)

/** Who is signed in; only pages inside the workspace may ask. */
export function useMe(): MeView {
  const me = useContext(MeContext)
  if (!me) throw new Error('useMe() is for pages inside the workspace')
  return me
}
