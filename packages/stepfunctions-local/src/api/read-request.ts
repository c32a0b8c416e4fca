import type { Json, JsonObject } from '../language/json.ts'
import { ServiceError } from './service-error.ts'

export interface TextRule {
  readonly min?: number
  readonly max?: number
  /** The limit counts bytes of UTF-8 rather than characters. */
  readonly bytes?: boolean
  /** AWS does not repeat the value of a sensitive field in its message. */
  readonly sensitive?: boolean
  readonly oneOf?: readonly string[]
}

/** Reads the fields of a request, collecting what is wrong with them; `check` reports all at once, as AWS does. */
export interface RequestReader {
  text(name: string, rule?: TextRule): string | undefined
  /** After `check`, a string that satisfies the rule. */
  requiredText(name: string, rule?: TextRule): string
  flag(name: string): boolean | undefined
  count(name: string, rule: { readonly min: number; readonly max: number }): number | undefined
  value(name: string): Json | undefined
  check(): void
}

export function readRequest(body: JsonObject): RequestReader {
  const problems: string[] = []

  function complain(name: string, constraint: string, shown?: Json): void {
    const value = shown === undefined ? 'Value' : `Value '${String(shown)}'`
    problems.push(`${value} at '${name}' failed to satisfy constraint: ${constraint}`)
  }

  function text(name: string, rule: TextRule = {}): string | undefined {
    const value = body[name]
    if (value === undefined || value === null) return undefined
    if (typeof value !== 'string') throw notSerializable(value, 'a String')
    const shown = rule.sensitive ? undefined : value
    const length = rule.bytes ? Buffer.byteLength(value) : value.length
    if (rule.max !== undefined && length > rule.max) {
      complain(name, `Member must have length less than or equal to ${rule.max}`, shown)
    }
    if (rule.min !== undefined && length < rule.min) {
      complain(name, `Member must have length greater than or equal to ${rule.min}`, shown)
    }
    if (rule.oneOf !== undefined && !rule.oneOf.includes(value)) {
      complain(name, `Member must satisfy enum value set: [${rule.oneOf.join(', ')}]`, shown)
    }
    return value
  }

  return {
    text,
    requiredText(name, rule) {
      const value = text(name, rule)
      if (value === undefined) complain(name, 'Member must not be null')
      return value ?? ''
    },
    flag(name) {
      const value = body[name]
      if (value === undefined || value === null) return undefined
      if (typeof value !== 'boolean') throw notSerializable(value, 'a Boolean')
      return value
    },
    count(name, { min, max }) {
      const value = body[name]
      if (value === undefined || value === null) return undefined
      if (typeof value !== 'number' || !Number.isInteger(value)) throw notSerializable(value, 'an Integer')
      if (value < min) complain(name, `Member must have value greater than or equal to ${min}`, value)
      if (value > max) complain(name, `Member must have value less than or equal to ${max}`, value)
      return value
    },
    value: (name) => body[name],
    check() {
      if (problems.length === 0) return
      const head = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`
      throw new ServiceError('ValidationException', `${head} detected: ${problems.join('; ')}`, {
        namespace: 'com.amazon.coral.validate',
      })
    },
  }
}

function notSerializable(value: Json, expected: string): ServiceError {
  const kind = Array.isArray(value) ? 'list' : typeof value
  return new ServiceError('SerializationException', `${kind} value can not be converted to ${expected}`, {
    namespace: 'com.amazon.coral.service',
  })
}
