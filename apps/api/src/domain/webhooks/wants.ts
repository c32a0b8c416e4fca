import { EVENT_TYPES, type EventType } from '@countersign/shared/events'
import type { TeamId } from '@countersign/shared/ids'
import type { Endpoint } from './endpoint.ts'

export interface Happening {
  readonly type: EventType
  readonly team: TeamId
  readonly policy: string
  /** The approval is still to be decided. */
  readonly open: boolean
}

/** What makes an outside system's question: a new one, or the same one at a new callback address. */
const FORWARDED: ReadonlySet<EventType> = new Set(['approval.requested', 'approval.superseded', 'approval.revived'])

/** Is this event for this endpoint? An empty list asks for everything. */
export function wants(
  { integrationId, eventTypes, teams, policies }: Pick<Endpoint, 'integrationId' | 'eventTypes' | 'teams' | 'policies'>,
  { type, team, policy, open }: Happening,
): boolean {
  const asksFor = <T>(list: readonly T[], value: T) => list.length === 0 || list.includes(value)
  // A forward asks for an answer, which nobody can give once it is over.
  const ofItsKind = integrationId === null ? asksFor(eventTypes, type) : FORWARDED.has(type) && open
  return ofItsKind && asksFor(teams, team) && asksFor(policies, policy)
}

/** The log holds entries that are no events, such as refusals. */
export const isEventType = (type: string): type is EventType => (EVENT_TYPES as readonly string[]).includes(type)
