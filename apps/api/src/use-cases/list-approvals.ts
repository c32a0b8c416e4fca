import type { ListQuery } from '@countersign/shared/requests'
import type { Principal } from '../domain/principal.ts'
import { userOf } from '../domain/principal.ts'
import type { Refused } from '../domain/refusal.ts'
import { refused } from '../domain/refusal.ts'
import { requesterNames, reviewerOf, visibility } from '../domain/visibility.ts'
import type { ApprovalReader, ApprovalRows } from '../ports/approval-reader.ts'

interface Deps {
  readonly reader: ApprovalReader
}

export interface ListApprovalsCommand {
  readonly principal: Principal
  readonly query: ListQuery
}

export interface ApprovalList extends ApprovalRows {
  readonly kind: 'listed'
}

/** One page of what this principal may see. */
export async function listApprovals(
  deps: Deps,
  { principal, query }: ListApprovalsCommand,
): Promise<ApprovalList | Refused> {
  const user = userOf(principal)
  if (query.waiting && query.status)
    return refused({
      code: 'invalid-request',
      errors: [{ pointer: '/status', message: 'is always pending with waiting=me; leave it out' }],
    })
  if (query.waiting && !user) return { kind: 'listed', items: [], nextCursor: null, count: { value: 0, more: false } }
  const page = await deps.reader.list(
    {
      statuses: query.waiting ? ['pending'] : (query.status ?? null),
      team: query.team ?? null,
      requestedBy: query.requestedBy === 'me' ? (user ? requesterNames(user) : []) : null,
      waitingFor: query.waiting && user ? reviewerOf(user) : null,
      viewer: user?.id ?? null,
      watch: query.watch ?? null,
      text: query.q?.trim() ? query.q : null,
      cursor: query.cursor ?? null,
      limit: query.limit,
    },
    visibility(principal),
  )
  if (!page)
    return refused({
      code: 'invalid-request',
      errors: [{ pointer: '/cursor', message: 'is not from a page of this list; start again without it' }],
    })
  return { kind: 'listed', ...page }
}
