import type { Asked } from '../policy/plan.ts'

/** Whom an audience reaches: the members of its teams and the people it names. Outside systems are told by webhooks. */
export function audienceIds(asked: readonly Asked[]): { readonly teams: string[]; readonly people: string[] } {
  const idsOf = (kind: Asked['kind']) => asked.flatMap((each) => (each.kind === kind ? [each.id] : []))
  return { teams: idsOf('team'), people: idsOf('person') }
}
