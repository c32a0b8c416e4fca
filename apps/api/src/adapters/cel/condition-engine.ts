import { type ParseResult as Compiled, Environment } from '@marcbachmann/cel-js'
import type { Held } from '../../domain/policy/make-plan.ts'
import type { Conditions } from '../../ports/conditions.ts'
import { describeFault } from './describe-fault.ts'
import { createRunWithin } from './run-within.ts'

/** Far above any honest condition, far below what would keep a parser busy. */
const LIMITS = { maxAstNodes: 300, maxDepth: 24, maxListElements: 100, maxMapEntries: 50, maxCallArguments: 10 }
/** All conditions about one case together; an honest one takes microseconds. It bounds regular expressions too. */
const MAX_MS_A_CASE = 150
/** Compiled conditions kept, by their text: more than all policies of an installation have. */
const MAX_COMPILED = 2_000

const environment = () =>
  new Environment({ homogeneousAggregateLiterals: false, enableOptionalTypes: true, limits: LIMITS })
    .registerVariable('payload', 'dyn')
    .registerVariable('fields', 'map<string, dyn>')
    .registerVariable('title', 'string')
    .registerVariable('risk', 'string')
    .registerVariable('team', 'string')
    .registerVariable('key', 'dyn')
    .registerVariable('tags', 'map<string, string>')
    .registerVariable('requestedBy', 'dyn')
    .registerVariable('workflow', 'string')
    .registerVariable('state', 'string')
    .registerVariable('account', 'string')
    .registerVariable('region', 'string')
    .registerVariable('past', { schema: { asked: 'int', approved: 'int', rejected: 'int' } })

export function createCelConditions(): Conditions {
  const cel = environment()
  const runWithin = createRunWithin()
  const compiled = new Map<string, Compiled>()

  function compile(condition: string): Compiled {
    const known = compiled.get(condition)
    if (known) return known
    const fresh = cel.parse(condition)
    if (compiled.size >= MAX_COMPILED) compiled.clear()
    compiled.set(condition, fresh)
    return fresh
  }

  return {
    faultOf(condition) {
      const result = cel.check(condition)
      if (!result.valid) return describeFault(result.error)
      return result.type === undefined || result.type === 'bool' || result.type === 'dyn'
        ? null
        : `gives ${result.type}, and has to give true or false`
    },

    about({ past, ...facts }) {
      const counts = { asked: BigInt(past.asked), approved: BigInt(past.approved), rejected: BigInt(past.rejected) }
      const context = { ...facts, past: counts }
      let leftMs = MAX_MS_A_CASE
      return (condition): Held => {
        if (leftMs <= 0) return tooLong
        const startedMs = performance.now()
        try {
          const done = runWithin(Math.max(1, Math.ceil(leftMs)), (): unknown => compile(condition)(context))
          if (done.kind === 'too-long') return tooLong
          return typeof done.value === 'boolean'
            ? { kind: 'value', value: done.value }
            : { kind: 'fault', message: 'it gives neither true nor false' }
        } catch (error) {
          return { kind: 'fault', message: describeFault(error) }
        } finally {
          leftMs -= performance.now() - startedMs
        }
      }
    },
  }
}

const tooLong: Held = { kind: 'fault', message: `it took longer than ${MAX_MS_A_CASE} ms` }
