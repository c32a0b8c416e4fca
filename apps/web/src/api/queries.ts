import { apiPath } from '@countersign/shared/paths'
import { approvalPage, approvalView, auditPage, demoUsersView, meView } from '@countersign/shared/views'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { offsetOf } from '../time/server-clock.ts'
import { request } from './request.ts'

/** The part of a list's address that reaches the API; views and filters are turned into it by `inbox/views.ts`. */
export type ListParams = {
  readonly status?: string
  readonly team?: string
  readonly requestedBy?: 'me'
  readonly waiting?: 'me'
  readonly watch?: 'snoozed' | 'active'
  readonly q?: string
}

const PAGE_SIZE = 50

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => {
    const askedAt = Date.now()
    const me = await request(apiPath('me'), meView, { signal })
    return { ...me, clockOffsetMs: offsetOf(me.serverTime, askedAt, Date.now()) }
  },
  staleTime: 5 * 60_000,
  // Who we are gates every page: ask again after a lost connection, never after a clear "not signed in".
  retry: false,
})

export const demoUsersQuery = queryOptions({
  queryKey: ['demo-users'],
  queryFn: ({ signal }) => request(apiPath('demoUsers'), demoUsersView, { signal }),
  retry: false,
})

export const fetchPage = (params: ListParams, cursor: string | null, signal?: AbortSignal) => {
  const search = new URLSearchParams({ limit: String(PAGE_SIZE) })
  for (const [name, value] of Object.entries(params)) if (value) search.set(name, value)
  if (cursor) search.set('cursor', cursor)
  return request(`${apiPath('approvals')}?${search}`, approvalPage, { signal })
}

/** Lists never refetch on their own: nothing moves under the cursor (03, principle 4). Live events patch rows in place. */
export const listQuery = (params: ListParams) =>
  infiniteQueryOptions({
    queryKey: ['approvals', params],
    queryFn: ({ pageParam, signal }) => fetchPage(params, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
    refetchOnMount: true,
  })

export const approvalQuery = (id: string) =>
  queryOptions({
    queryKey: ['approval', id],
    queryFn: ({ signal }) => request(apiPath('approval', { id }), approvalView, { signal }),
    staleTime: 30_000,
  })

export const auditQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['audit', id],
    queryFn: ({ pageParam, signal }) =>
      request(
        `${apiPath('audit', { id })}?limit=100${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ''}`,
        auditPage,
        {
          signal,
        },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 5_000,
  })
