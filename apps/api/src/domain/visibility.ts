import type { TeamId, UserId } from '@countersign/shared/ids'
import type { Audience, Person } from './approval.ts'
import type { Principal, User } from './principal.ts'

/** Which approvals a principal may see; the reader turns it into SQL, `isVisible` judges one approval. */
export type Visibility =
  | { readonly kind: 'all' }
  | {
      readonly kind: 'some'
      /** Their own, and those of the absent people they stand in for. */
      readonly teams: readonly TeamId[]
      readonly people: readonly string[]
      /** The names under which this viewer counts as the requester. */
      readonly requestedBy: readonly string[]
      readonly registeredByKey: string | null
    }

export interface VisibleFacts {
  readonly team: string
  readonly audience: Audience
  readonly requestedBy: Person | null
  readonly registeredByKey: string
}

const NOTHING: Visibility = { kind: 'some', teams: [], people: [], requestedBy: [], registeredByKey: null }

/**
 * Admins and auditors see everything; reviewers what their teams or they themselves may decide now or later, and what
 * they asked for; keys their teams and their own.
 */
export function visibility(principal: Principal): Visibility {
  if (principal.kind === 'integration') return NOTHING
  if (principal.kind === 'key') {
    const { id, scopes, teams } = principal.key
    if (!scopes.includes('approvals:read')) return NOTHING
    return teams.length === 0
      ? { kind: 'all' }
      : { kind: 'some', teams, people: [], requestedBy: [], registeredByKey: id }
  }
  const { user } = principal
  if (user.disabled) return NOTHING
  if (user.role === 'admin' || user.role === 'auditor') return { kind: 'all' }
  const seats = [user, ...(user.standsInFor ?? [])]
  return {
    kind: 'some',
    teams: [...new Set(seats.flatMap(({ teams }) => teams))],
    people: seats.map(({ id }) => id),
    requestedBy: requesterNames(user),
    registeredByKey: null,
  }
}

export function isVisible(seen: Visibility, facts: VisibleFacts): boolean {
  if (seen.kind === 'all') return true
  return (
    seen.teams.some((team) => team === facts.team || facts.audience.teams.includes(team)) ||
    seen.people.some((person) => facts.audience.people.includes(person)) ||
    (facts.requestedBy !== null && seen.requestedBy.includes(facts.requestedBy.id)) ||
    facts.registeredByKey === seen.registeredByKey
  )
}

/**
 * Whether the principal may learn that this approval exists. What it may then do is `authorize`'s to say; for everybody
 * else the approval is as absent as one that never was.
 */
export function canKnow(principal: Principal, facts: VisibleFacts): boolean {
  if (principal.kind === 'user') return isVisible(visibility(principal), facts)
  // Its message named the address of this very approval and was signed: only `authorize` is left to ask.
  if (principal.kind === 'integration') return true
  const { id, teams } = principal.key
  return (
    facts.registeredByKey === id ||
    teams.length === 0 ||
    teams.some((team) => team === facts.team || facts.audience.teams.includes(team))
  )
}

/**
 * Names that grant a requester's rights: the user id, or the issuer with the subject. A bare subject or an e-mail may
 * belong to somebody else at another issuer, so it grants nothing; `isAliasOf` uses them to refuse.
 */
export const requesterNames = (user: User): readonly string[] => [
  user.id,
  ...user.identities.map(({ issuer, subject }) => `${issuer}|${subject}`),
]

/** Every name under which this person may have had a part in a case; each one is enough to keep them from deciding it. */
export const isAliasOf = (user: User, name: string): boolean => aliasesOf(user).includes(plainName(name))

/** Those names, as exclusions keep them. */
export const aliasesOf = (user: User): readonly string[] =>
  [...requesterNames(user), ...user.identities.map(({ subject }) => subject), user.email ?? user.id].map(plainName)

export const plainName = (name: string): string => name.trim().toLowerCase()

/** Somebody whose questions are looked for: from every seat that is theirs, or of somebody they stand in for. */
export interface Reviewer {
  readonly userId: UserId
  readonly aliases: readonly string[]
  readonly seats: readonly {
    readonly userId: UserId
    readonly aliases: readonly string[]
    readonly teams: readonly TeamId[]
  }[]
}

/** For whom nothing waits has no seat. */
export function reviewerOf(user: User): Reviewer {
  const decides = (each: User) => !each.disabled && each.role !== 'auditor'
  const seats = decides(user) ? [user, ...(user.standsInFor ?? [])].filter(decides) : []
  return {
    userId: user.id,
    aliases: aliasesOf(user),
    seats: seats.map((each) => ({ userId: each.id, aliases: aliasesOf(each), teams: each.teams })),
  }
}
