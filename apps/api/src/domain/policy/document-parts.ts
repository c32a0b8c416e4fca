import type { Audience, PolicyDocument, PolicyRule } from '@countersign/shared/policy-document'
import type { Asked } from './plan.ts'

/** A part of a document and where in it: a JSON Pointer. */
export interface Placed<T> {
  readonly pointer: string
  readonly value: T
}

/** Every condition of a document. */
export const conditionsOf = ({ stages, rules, checks }: PolicyDocument): readonly Placed<string>[] => [
  ...stages.flatMap(({ when }, index) =>
    when === undefined ? [] : [{ pointer: `/stages/${index}/when`, value: when }],
  ),
  ...rules.map(({ when }, index) => ({ pointer: `/rules/${index}/when`, value: when })),
  ...checks.map(({ pass }, index) => ({ pointer: `/checks/${index}/pass`, value: pass })),
]

/** Every team, person and system that a document names. */
export const namedIn = ({ stages, handOverTo }: PolicyDocument): readonly Placed<Pick<Asked, 'kind' | 'id'>>[] => [
  ...stages.flatMap(({ require, escalate }, index) => [
    ...inRule(require, `/stages/${index}/require`),
    ...(escalate ? inAudience(escalate.to, `/stages/${index}/escalate/to`) : []),
  ]),
  ...placed('team', handOverTo, '/handOverTo'),
]

function inRule(rule: PolicyRule, pointer: string): readonly Placed<Pick<Asked, 'kind' | 'id'>>[] {
  if ('votes' in rule) return rule.from ? inAudience(rule.from, `${pointer}/from`) : []
  const [member, parts] =
    'any' in rule
      ? (['any', rule.any] as const)
      : 'all' in rule
        ? (['all', rule.all] as const)
        : (['of', rule.of] as const)
  return parts.flatMap((part, index) => inRule(part, `${pointer}/${member}/${index}`))
}

const inAudience = ({ teams, people, integrations }: Audience, pointer: string) => [
  ...placed('team', teams, `${pointer}/teams`),
  ...placed('person', people, `${pointer}/people`),
  ...placed('integration', integrations, `${pointer}/integrations`),
]

const placed = (kind: Asked['kind'], ids: readonly string[], pointer: string) =>
  ids.map((id, index) => ({ pointer: `${pointer}/${index}`, value: { kind, id } }))
