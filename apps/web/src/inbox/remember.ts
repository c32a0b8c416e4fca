'use client'

import type { ApprovalPage, ApprovalView } from '@countersign/shared/views'
import { type InfiniteData, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { summaryOf } from './summary-of.ts'

type Keep = (view: ApprovalView) => void

/** Puts a fresh approval everywhere it is shown: its detail, its audit trail, and its row in every list, in place. */
export function useRemember(): Keep {
  const client = useQueryClient()
  const keepRow = useKeepRow()
  return useCallback(
    (view) => {
      client.setQueryData(['approval', view.id], view)
      void client.invalidateQueries({ queryKey: ['audit', view.id] })
      keepRow(view)
    },
    [client, keepRow],
  )
}

/** Brings the row in line with a detail that was read, whoever read it and why. */
export function useKeepRow(): Keep {
  const client = useQueryClient()
  return useCallback(
    (view) =>
      void client.setQueriesData<InfiniteData<ApprovalPage>>(
        { queryKey: ['approvals'] },
        (list) => list && withRow(list, view),
      ),
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
