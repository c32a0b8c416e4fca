import { checkDistribution, checkLabels } from './check-distribution.ts'
import { checkExpressions } from './check-expressions.ts'
import { checkFields } from './check-fields.ts'
import { checkRecovery, integerProblems } from './check-recovery.ts'
import { checkResource } from './check-resource.ts'
import { checkStructure } from './check-structure.ts'
import { checkTransitions } from './check-transitions.ts'
import type { MachineType } from './definition.ts'
import type { DefinitionProblem } from './definition-problem.ts'
import type { JsonObject } from './json.ts'
import { statePlaces } from './state-places.ts'
import { validateSchema } from './validate-schema.ts'

const maxSeconds = 99_999_999

/** Everything wrong with a definition, in stages: a later stage relies on what the earlier ones found in order. */
export function findProblems(definition: JsonObject, type: MachineType): readonly DefinitionProblem[] {
  const structure = checkStructure(definition)
  if (structure.length > 0) return structure
  const details = [
    ...integerProblems(definition.TimeoutSeconds, 1, maxSeconds, '/TimeoutSeconds'),
    ...statePlaces(definition).flatMap((place) => [
      ...checkFields(place),
      ...checkResource(place, place.executionType === 'EXPRESS' ? 'EXPRESS' : type),
      ...checkDistribution(place, type),
      ...checkRecovery(place),
      ...checkExpressions(place),
    ]),
    ...checkTransitions(definition),
    ...checkLabels(definition),
  ]
  return details.length > 0 ? details : validateSchema(definition)
}
