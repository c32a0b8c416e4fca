import type { Definition } from '../language/definition.ts'
import { InvalidDefinitionError } from '../language/definition-problem.ts'
import { parseDefinition } from '../language/parse-definition.ts'
import { ServiceError } from './service-error.ts'

export function readDefinition(text: string, type: 'STANDARD' | 'EXPRESS'): Definition {
  try {
    return parseDefinition(text, { type })
  } catch (error) {
    if (error instanceof InvalidDefinitionError) throw new ServiceError('InvalidDefinition', error.message)
    throw error
  }
}
