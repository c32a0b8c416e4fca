'use client'

import type { ApprovalPage, ApprovalView } from '@countersign/shared/views'
import { type InfiniteData, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { summaryOf } from './summary-of.ts'

/** Puts a fresh approval everywhere it is shown: its detail, its audit trail, and its row in every list, in place. */
export function useRemember(): (view: ApprovalView) => void {
  const client = useQueryClient()
  return useCallback(
    (view) => {
      client.setQueryData(['approval', view.id], view)
      void client.invalidateQueries({ queryKey: ['audit', view.id] })
      client.setQueriesData<InfiniteData<ApprovalPage>>(
        { queryKey: ['approvals'] },
        (list) => list && withRow(list, view),
      )
    },
    [client],
  )
}

function withRow(list: InfiniteData<ApprovalPage>, view: ApprovalView): InfiniteData<ApprovalPage> {
  const replace = (page: ApprovalPage): ApprovalPage =>
    page.items.some((row) => row.id === view.id)
      ? {
          ...page,
          items: page.items.map((row) => (row.id === view.id && row.version <= view.version ? summaryOf(view) : row)),
        }
      : page
  return { ...list, pages: list.pages.map(replace) }
}
