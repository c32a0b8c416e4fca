import type { ConditionFacts } from '../domain/policy/condition-facts.ts'
import type { Held } from '../domain/policy/make-plan.ts'

/** CEL conditions of policies: they end, they cannot reach anything, and the same facts always give the same. */
export interface Conditions {
  /** What is wrong with it, for whoever writes the policy; `null` when it gives true or false. */
  faultOf(condition: string): string | null
  /** Conditions about one case, all of them within one bounded time. */
  about(facts: ConditionFacts): (condition: string) => Held
}
