import type { PolicyRule } from './policy-document.ts'
import { partsOf } from './policy-document.ts'

/** A rule as people read it: votes of somebody, or so many of several rules. */
export type WordedRule =
  | { readonly votes: number; readonly from: readonly string[] }
  | { readonly needed: number; readonly of: readonly WordedRule[] }

/** "2 votes of Payments", "1 vote of Payments and 1 vote of Finance", "2 of: …; …; …". */
export function sentenceOfRule(rule: WordedRule, nested = false): string {
  if ('votes' in rule) {
    const from = rule.from.length === 0 ? 'nobody' : joined(rule.from, 'or')
    return `${rule.votes} ${rule.votes === 1 ? 'vote' : 'votes'} of ${from}`
  }
  const parts = rule.of.map((part) => sentenceOfRule(part, true))
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  const text =
    rule.needed === rule.of.length
      ? joined(parts, 'and')
      : rule.needed === 1
        ? joined(parts, 'or')
        : `at least ${rule.needed} of these: ${parts.join('; ')}`
  return nested ? `(${text})` : text
}

/** @param nameOf how a team, a person or a system is called; an unknown one by its id */
export function wordedRule(
  rule: PolicyRule,
  nameOf: (kind: 'team' | 'person' | 'integration', id: string) => string,
  askedTeam: string,
): WordedRule {
  if ('votes' in rule)
    return {
      votes: rule.votes,
      from: rule.from
        ? [
            ...rule.from.teams.map((id) => nameOf('team', id)),
            ...rule.from.people.map((id) => nameOf('person', id)),
            ...rule.from.integrations.map((id) => nameOf('integration', id)),
          ]
        : [askedTeam],
    }
  const of = partsOf(rule).map((part) => wordedRule(part, nameOf, askedTeam))
  return { needed: 'any' in rule ? 1 : 'all' in rule ? of.length : rule.atLeast, of }
}

/** "Ana", "Ana or Bo", "Ana, Bo or Cleo". */
export function joined(words: readonly string[], last: 'and' | 'or'): string {
  const end = words.at(-1) ?? ''
  return words.length < 2 ? end : `${words.slice(0, -1).join(', ')} ${last} ${end}`
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

/** "2 hours", "1 day 12 hours", "90 seconds" as "1 minute 30 seconds". */
export function sayDuration(seconds: number): string {
  const words: string[] = []
  let left = seconds
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size)
    if (count > 0) words.push(`${count} ${unit}${count === 1 ? '' : 's'}`)
    left -= count * size
  }
  return words.slice(0, 2).join(' ') || 'no time'
}
