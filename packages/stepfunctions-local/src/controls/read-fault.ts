import type { JsonObject } from '../language/json.ts'
import type { Fault, FaultKind } from './faults.ts'

const kinds: readonly FaultKind[] = [
  'acceptThenDrop',
  'refuseConnection',
  'internalError',
  'throttle',
  'accessDenied',
  'delay',
]

export function readFault(body: JsonObject): Fault {
  const { api, kind } = body
  if (typeof api !== 'string') throw new Error("'api' has to name an operation, or be '*'")
  const known = kinds.find((each) => each === kind)
  if (known === undefined) throw new Error(`'kind' has to be one of ${kinds.join(', ')}`)
  const rate = number(body, 'rate')
  const count = number(body, 'count')
  const seed = number(body, 'seed')
  const delayMs = number(body, 'delayMs')
  return {
    api,
    kind: known,
    ...(rate === undefined ? {} : { rate }),
    ...(count === undefined ? {} : { count }),
    ...(seed === undefined ? {} : { seed }),
    ...(delayMs === undefined ? {} : { delayMs }),
  }
}

function number(body: JsonObject, name: string): number | undefined {
  const value = body[name]
  if (value === undefined) return undefined
  if (typeof value !== 'number' || value < 0) throw new Error(`'${name}' has to be a number of at least 0`)
  return value
}
