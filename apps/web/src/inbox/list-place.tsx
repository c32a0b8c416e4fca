'use client'

import { webPaths } from '@countersign/shared/paths'
import { createContext, type ReactNode, type RefObject, useContext, useRef } from 'react'

/** Where a person was in the list before one approval took the whole page: its address, scroll and row. */
export type ListPlace = { href: string; top: number; rowId: string | null }

const Context = createContext<RefObject<ListPlace> | null>(null)

export function ListPlaceProvider({ children }: { readonly children: ReactNode }) {
  const place = useRef<ListPlace>({ href: webPaths.inbox(), top: 0, rowId: null })
  return <Context value={place}>{children}</Context>
}

export function useListPlace(): RefObject<ListPlace> {
  const place = useContext(Context)
  if (!place) throw new Error('useListPlace() is for pages inside the workspace')
  return place
}
