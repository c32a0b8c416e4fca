import type { ExcludedPart } from '@countersign/shared/policies'
import type { User } from '../principal.ts'
import { aliasesOf, isAliasOf, plainName } from '../visibility.ts'

/**
 * Somebody who had a part in bringing the case about and may not decide it, under every name they were known by when it
 * was registered. Kept with the approval: a rename, another e-mail or a re-created account gets round none of them.
 */
export interface Exclusion {
  readonly part: ExcludedPart
  /** In lower case, without blanks around. */
  readonly names: readonly string[]
}

/** Before the id of an API key among the names. */
export const KEY_NAME = 'key:'

/** By which part this person is excluded, under any name of theirs. */
export const excludedAs = (user: User, exclusions: readonly Exclusion[]): ExcludedPart | undefined =>
  exclusions.find(({ names }) => names.some((name) => isAliasOf(user, name)))?.part

/** One who had a part, under the name the workflow gave and every name of whomever the directory knows by it. */
export const exclusionOf = (part: ExcludedPart, name: string, people: readonly User[]): Exclusion => ({
  part,
  names: [...new Set([plainName(name), ...people.flatMap(aliasesOf)])],
})
