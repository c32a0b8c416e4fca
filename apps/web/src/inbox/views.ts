import type { ApprovalSummary, MeView } from '@countersign/shared/views'
import type { ListParams } from '../api/queries.ts'

export const VIEWS = ['waiting', 'all', 'asked', 'done'] as const
export type View = (typeof VIEWS)[number]

export type Filters = {
  readonly view: View
  readonly q: string
  readonly team: string | null
  readonly status: string | null
}

export const VIEW_LABELS: Record<View, string> = {
  waiting: 'Waiting for me',
  all: 'All open',
  asked: 'Asked by me',
  done: 'Done',
}

export const DONE_STATUSES = ['approved', 'rejected', 'expired', 'withdrawn'] as const

/** A view and its filters as the API's own query. */
export function listParams({ view, q, team, status }: Filters, me: MeView): ListParams {
  // A member of one team can let the API narrow the list; for several, `belongs` does it row by row.
  const onlyTeam = view === 'waiting' && me.teams.length === 1 ? (me.teams[0]?.id ?? null) : null
  return {
    ...(view === 'asked' ? { requestedBy: 'me' as const } : {}),
    ...(view === 'waiting' || view === 'all' ? { status: 'pending' } : {}),
    ...(view === 'done' ? { status: status ?? DONE_STATUSES.join(',') } : {}),
    ...((team ?? onlyTeam) ? { team: team ?? onlyTeam ?? '' } : {}),
    ...(q.trim() ? { q: q.trim() } : {}),
  }
}

/** "Waiting for me" means: in one of my teams' queues. Everything else the API returned belongs. */
export const belongs = (row: Pick<ApprovalSummary, 'team'>, view: View, me: MeView): boolean =>
  view !== 'waiting' || me.teams.some((team) => team.id === row.team.id)

export const isFiltered = ({ q, team, status }: Filters): boolean => q.trim() !== '' || team !== null || status !== null
