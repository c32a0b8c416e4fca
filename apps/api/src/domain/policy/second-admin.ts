import type { SecondAdmin } from '@countersign/shared/policies'
import type { Person } from '../approval.ts'
import { authorizeSetup, type Denial, type Verdict } from '../authorize.ts'
import { type Principal, signerOf, type User } from '../principal.ts'
import { aliasesOf, isAliasOf } from '../visibility.ts'
import { KEY_NAME } from './exclusions.ts'

/**
 * T21: whoever wants a change to pass must not be able to change what it has to pass. A version of a policy counts when
 * a second admin has confirmed it: a person who is signed in, and who is not behind it under any of their names.
 */

/** Who is behind a version: whoever is named as its author, and every name of everybody who stands behind them. */
export interface Authorship {
  readonly by: Person
  readonly names: readonly string[]
}

/** @param ofKey whom the directory knows behind the API key; nobody for a person */
export function authorshipOf(principal: Principal, ofKey: readonly User[]): Authorship | Denial {
  const people = principal.kind === 'user' ? [principal.user] : ofKey
  if (people.length === 0)
    return denied(
      'key-without-owner',
      'Nobody answers for this API key, so nobody could be kept from confirming what it writes: issue one with an owner.',
    )
  const key = principal.kind === 'key' ? [`${KEY_NAME}${principal.key.id}`] : []
  return { by: signerOf(principal), names: [...new Set([...people.flatMap(aliasesOf), ...key])] }
}

export const isBehind = (user: User, names: readonly string[]): boolean => names.some((name) => isAliasOf(user, name))

/** Those of the admins who may confirm it. */
export const adminsToAsk = (admins: readonly User[], names: readonly string[]): readonly User[] =>
  admins.filter((user) => judgeSettling({ kind: 'user', user, via: 'web' }, 'confirm', names).allowed)

/**
 * Nobody can be asked: what an only admin writes counts, unless the installation wants two whatever happens. Where there
 * are two and both are behind it, through a key that acts as one and belongs to the other, it waits all the same.
 */
export const countsAtOnce = (secondAdmin: SecondAdmin, admins: readonly User[], names: readonly string[]): boolean =>
  secondAdmin === 'if-any' && adminsToAsk(admins, []).length <= 1 && adminsToAsk(admins, names).length === 0

/** Whether this principal may confirm a version of these authors, or put an end to its waiting. */
export function judgeSettling(principal: Principal, verb: 'confirm' | 'refuse', names: readonly string[]): Verdict {
  const verdict = authorizeSetup(principal)
  if (!verdict.allowed) return verdict
  if (principal.kind !== 'user' || principal.user.ofIntegration)
    return denied('person-only', `An admin who is signed in does this: an API key can ${verb} no version of a policy.`)
  if (verb === 'confirm' && isBehind(principal.user, names))
    return denied(
      'second-admin',
      'You wrote this version, or answer for the API key that did, so another admin has to confirm it.',
    )
  return verdict
}

const denied = (rule: string, sentence: string): Denial => ({ allowed: false, code: 'not-permitted', rule, sentence })
