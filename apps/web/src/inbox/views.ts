import type { ListParams } from '../api/queries.ts'

export const VIEWS = ['waiting', 'snoozed', 'all', 'asked', 'done'] as const
export type View = (typeof VIEWS)[number]

export type Filters = {
  readonly view: View
  readonly q: string
  readonly team: string | null
  readonly status: string | null
}

export const VIEW_LABELS: Record<View, string> = {
  waiting: 'Waiting for me',
  snoozed: 'Snoozed',
  all: 'All open',
  asked: 'Asked by me',
  done: 'Done',
}

export const DONE_STATUSES = ['approved', 'rejected', 'expired', 'withdrawn'] as const

/** A view and its filters as the API's own query: what waits for whom is its answer, never worked out here. */
export function listParams({ view, q, team, status }: Filters): ListParams {
  return {
    ...(view === 'waiting' ? { waiting: 'me' as const } : {}),
    ...(view === 'snoozed' ? { status: 'pending', watch: 'snoozed' as const } : {}),
    ...(view === 'asked' ? { requestedBy: 'me' as const } : {}),
    ...(view === 'all' ? { status: 'pending' } : {}),
    ...(view === 'done' ? { status: status ?? DONE_STATUSES.join(',') } : {}),
    ...(team ? { team } : {}),
    ...(q.trim() ? { q: q.trim() } : {}),
  }
}

export const isFiltered = ({ q, team, status }: Filters): boolean => q.trim() !== '' || team !== null || status !== null
