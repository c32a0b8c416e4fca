import { createContext, Script } from 'node:vm'
import type { Form } from '@countersign/shared/case'
import type { ErrorObject } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { formSchemaFaults } from '../../domain/form-schema.ts'
import type { FieldError } from '../../domain/refusal.ts'
import type { FormValidator } from '../../ports/form-validator.ts'

/** One pattern may look this long at one text; a pattern that needs longer was made to need for ever. */
const PATTERN_MS = 25

/**
 * Schemas come from workflow authors, so they are data: no remote references, a bounded size, and patterns run on a
 * leash. A compiler of its own per schema keeps their `$id`s apart and lets them be forgotten.
 */
export function createFormValidator(): FormValidator {
  return {
    schemaFaults({ schema, initial }) {
      const faults = formSchemaFaults(schema)
      if (faults.length > 0) return faults
      const compiled = compile({ schema, initial })
      return typeof compiled === 'string' ? [{ pointer: '', message: compiled }] : []
    },
    check(form, input) {
      const compiled = compile(form)
      if (typeof compiled === 'string') throw new Error(`a registered form does not compile: ${compiled}`)
      return compiled(input) ? [] : (compiled.errors ?? []).map(toFieldError)
    },
  }
}

function compile({ schema }: Form) {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
    allErrors: false,
    validateFormats: true,
    logger: false,
    code: { regExp: Object.assign(leashedPattern, { code: 'leashedPattern' }) },
  })
  addFormats.default(ajv)
  try {
    return ajv.compile(schema)
  } catch (error) {
    return error instanceof Error ? error.message : 'is not a JSON Schema'
  }
}

const sandbox = createContext({ pattern: '', flags: '', text: '' })
const search = new Script('new RegExp(pattern, flags).test(text)')

/** V8 checks for the time limit while it backtracks; a text that runs into it does not match. */
function leashedPattern(pattern: string, flags: string) {
  new RegExp(pattern, flags)
  return {
    // The compiler shares patterns that print alike.
    toString: () => `/${pattern}/${flags}`,
    test(text: string): boolean {
      Object.assign(sandbox, { pattern, flags, text })
      try {
        return search.runInContext(sandbox, { timeout: PATTERN_MS }) === true
      } catch {
        return false
      }
    },
  }
}

function toFieldError({ instancePath, message, keyword, params }: ErrorObject): FieldError {
  const missing: unknown = keyword === 'required' ? params.missingProperty : undefined
  if (typeof missing === 'string')
    return { pointer: `${instancePath}/${escapePointer(missing)}`, message: 'is missing' }
  const extra: unknown = keyword === 'additionalProperties' ? params.additionalProperty : undefined
  if (typeof extra === 'string')
    return { pointer: `${instancePath}/${escapePointer(extra)}`, message: 'is not part of the form' }
  return { pointer: instancePath, message: message ?? 'does not match the form' }
}

const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')
