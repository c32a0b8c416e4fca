import type { KeptOut } from '@countersign/shared/policy-document'
import type { Exclusion } from '../approval.ts'
import type { User } from '../principal.ts'
import { aliasesOf, isAliasOf, plainName } from '../visibility.ts'

/** Before the id of an API key among the names. */
export const KEY_NAME = 'key:'

/** By which part this person is excluded, under any name of theirs. */
export const excludedAs = (user: User, exclusions: readonly Exclusion[]): KeptOut | undefined =>
  exclusions.find(({ names }) => names.some((name) => isAliasOf(user, name)))?.part

/** One who had a part, under the name the workflow gave and every name of whomever the directory knows by it. */
export const exclusionOf = (part: KeptOut, name: string, people: readonly User[]): Exclusion => ({
  part,
  names: [...new Set([plainName(name), ...people.flatMap(aliasesOf)])],
})
