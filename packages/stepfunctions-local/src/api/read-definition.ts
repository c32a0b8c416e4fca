import type { Definition } from '../language/definition.ts'
import { InvalidDefinitionError } from '../language/definition-problem.ts'
import { parseDefinition } from '../language/parse-definition.ts'
import { ServiceError } from './service-error.ts'

/** Test suites create the same machine over and over, and validation takes 0.1 s; the oldest is forgotten first. */
const cacheSize = 200

const parsed = new Map<string, Definition>()

/** Definitions are never changed after they were read, so that machines may share them. */
export function readDefinition(text: string, type: 'STANDARD' | 'EXPRESS'): Definition {
  const key = `${type} ${text}`
  const known = parsed.get(key)
  if (known !== undefined) return known
  const definition = parse(text, type)
  const [oldest] = parsed.keys()
  if (parsed.size >= cacheSize && oldest !== undefined) parsed.delete(oldest)
  parsed.set(key, definition)
  return definition
}

function parse(text: string, type: 'STANDARD' | 'EXPRESS'): Definition {
  try {
    return parseDefinition(text, { type })
  } catch (error) {
    if (error instanceof InvalidDefinitionError) throw new ServiceError('InvalidDefinition', error.message)
    throw error
  }
}
