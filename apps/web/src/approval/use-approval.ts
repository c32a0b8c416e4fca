'use client'

import { isCallbackOpen } from '@countersign/shared/statuses'
import { useQuery } from '@tanstack/react-query'
import { approvalQuery } from '../api/queries.ts'
import { useLive } from '../inbox/live.tsx'

/** Events carry the news; while a delivery is under way, or the stream is down, we also ask, so that no step is missed. */
const ASK_MS = { delivering: 4_000, withoutStream: 10_000, overdue: 2_000 } as const
/** Around its deadline an open approval is read again, so that it does not offer buttons that can only be refused. */
const NEAR_DEADLINE_MS = 60_000

export function useApproval(id: string) {
  const { connection } = useLive()
  return useQuery({
    ...approvalQuery(id),
    refetchInterval: ({ state }) => {
      if (connection === 'offline') return false
      const callback = state.data?.callback
      if (callback && callback.status !== 'parked' && isCallbackOpen(callback.status)) return ASK_MS.delivering
      if (state.data?.status === 'pending' && state.data.deadline) {
        const left = Date.parse(state.data.deadline.at) - Date.now()
        if (Math.abs(left) < NEAR_DEADLINE_MS) return Math.max(ASK_MS.overdue, left + 500)
      }
      return connection === 'down' ? ASK_MS.withoutStream : false
    },
  })
}
