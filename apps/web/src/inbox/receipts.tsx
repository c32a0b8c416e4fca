'use client'

import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'

/** A decision this person just made. Its toast follows the callback until the workflow has answered. */
export type Receipt = { readonly approvalId: string; readonly label: string; readonly title: string }

type Value = {
  readonly receipts: readonly Receipt[]
  readonly add: (receipt: Receipt) => void
  readonly remove: (approvalId: string) => void
  /** The approval on the screen: its own decision bar tells and undoes, so its toast stays away. */
  readonly shownId: string | null
  readonly show: (approvalId: string | null) => void
}

/** More than this would hide the list; the inbox's Done view has them all. */
const MAX = 3

const Context = createContext<Value>({
  receipts: [],
  add: () => {},
  remove: () => {},
  shownId: null,
  show: () => {},
})

export const useReceipts = (): Value => useContext(Context)

export function ReceiptsProvider({ children }: { readonly children: ReactNode }) {
  const [receipts, setReceipts] = useState<readonly Receipt[]>([])
  const remove = useCallback((id: string) => setReceipts((all) => all.filter((each) => each.approvalId !== id)), [])
  const add = useCallback(
    (receipt: Receipt) =>
      setReceipts((all) => [receipt, ...all.filter((each) => each.approvalId !== receipt.approvalId)].slice(0, MAX)),
    [],
  )
  const [shownId, show] = useState<string | null>(null)
  const value = useMemo(() => ({ receipts, add, remove, shownId, show }), [receipts, add, remove, shownId])
  return <Context value={value}>{children}</Context>
}
