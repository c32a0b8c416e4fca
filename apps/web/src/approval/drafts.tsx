'use client'

import { createContext, type ReactNode, useContext, useRef } from 'react'
import type { Draft } from './decision-draft.ts'

const Context = createContext<Map<string, Draft>>(new Map())

/** What was typed for an approval outlives a look at another one; it ends with the tab. */
export function DraftsProvider({ children }: { readonly children: ReactNode }) {
  const drafts = useRef(new Map<string, Draft>())
  return <Context value={drafts.current}>{children}</Context>
}

export const useDrafts = (): Map<string, Draft> => useContext(Context)
