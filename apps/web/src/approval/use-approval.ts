'use client'

import { isCallbackOpen } from '@countersign/shared/statuses'
import { useQuery } from '@tanstack/react-query'
import { approvalQuery } from '../api/queries.ts'
import { useLive } from '../inbox/live.tsx'

/** Events carry the news; while a delivery is under way, or the stream is down, we also ask, so that no step is missed. */
const ASK_MS = { delivering: 4_000, withoutStream: 10_000 } as const

export function useApproval(id: string) {
  const { connection } = useLive()
  return useQuery({
    ...approvalQuery(id),
    refetchInterval: ({ state }) => {
      if (connection === 'offline') return false
      const callback = state.data?.callback
      if (callback && callback.status !== 'parked' && isCallbackOpen(callback.status)) return ASK_MS.delivering
      return connection === 'down' ? ASK_MS.withoutStream : false
    },
  })
}
