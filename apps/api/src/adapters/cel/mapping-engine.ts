import type { MappedDecision, Mapping } from '@countersign/shared/integrations'
import { type ParseResult as Compiled, Environment } from '@marcbachmann/cel-js'
import type { MappingInput } from '../../domain/integrations/mapping-input.ts'
import { type MappedValues, readDecision } from '../../domain/integrations/read-decision.ts'
import type { MappingEngine, MappingFault } from '../../ports/mapping.ts'
import { describeFault } from './describe-fault.ts'
import { createRunWithin, type RunWithin } from './run-within.ts'
import { toPlain } from './to-plain.ts'

/** Far above any honest mapping, far below what would keep a parser busy. */
const LIMITS = { maxAstNodes: 500, maxDepth: 32, maxListElements: 100, maxMapEntries: 100, maxCallArguments: 10 }
/** All expressions of a mapping together; an honest one takes a few microseconds. It bounds regular expressions too. */
const MAX_EVALUATION_MS = 100
/** Compiled expressions kept, by their text: more than all integrations of an installation have. */
const MAX_COMPILED = 1_000

type ExpressionName = keyof Mapping
const EXPRESSIONS: readonly ExpressionName[] = ['ignore', 'outcome', 'reason', 'comment', 'input', 'caseDigest']

/** What the type checker may find; `dyn` is whatever the message holds, judged when it is there. */
const TYPES: Record<ExpressionName, { readonly accepts: RegExp; readonly wants: string }> = {
  ignore: { accepts: /^(bool|dyn)$/, wants: 'true or false' },
  outcome: { accepts: /^(string|dyn)$/, wants: 'a string' },
  reason: { accepts: /^(string|dyn|null|optional<(string|dyn)>)$/, wants: 'a string or null' },
  comment: { accepts: /^(string|dyn|null|optional<(string|dyn)>)$/, wants: 'a string or null' },
  input: { accepts: /^(map(<.*>)?|dyn|null|optional<(map(<.*>)?|dyn)>)$/, wants: 'a map or null' },
  caseDigest: { accepts: /^(string|dyn|null|optional<(string|dyn)>)$/, wants: 'a string or null' },
}

const environment = () =>
  new Environment({ homogeneousAggregateLiterals: false, enableOptionalTypes: true, limits: LIMITS })
    .registerVariable('body', 'dyn')
    .registerVariable('headers', 'map<string, string>')
    .registerVariable('approval', {
      schema: {
        id: 'string',
        title: 'string',
        team: 'string',
        policy: 'string',
        risk: 'string',
        tags: 'map<string, string>',
        outcomes: 'list<map<string, string>>',
        caseDigest: 'string',
        attempt: 'int',
      },
    })

/** CEL: it cannot loop for ever, reach a prototype, or call anything but its own functions. */
export function createCelMappingEngine(): MappingEngine {
  const cel = environment()
  const runWithin = createRunWithin()
  const compiled = new Map<string, Compiled>()

  function compile(expression: string): Compiled {
    const known = compiled.get(expression)
    if (known) return known
    const fresh = cel.parse(expression)
    if (compiled.size >= MAX_COMPILED) compiled.clear()
    compiled.set(expression, fresh)
    return fresh
  }

  function faultsOf(name: ExpressionName, expression: string): MappingFault[] {
    const result = cel.check(expression)
    if (!result.valid) return [{ expression: name, message: describeFault(result.error) }]
    const { accepts, wants } = TYPES[name]
    const type = result.type ?? 'dyn'
    return accepts.test(type) ? [] : [{ expression: name, message: `gives ${type}, and has to give ${wants}` }]
  }

  return {
    check: (mapping) =>
      EXPRESSIONS.flatMap((name) => {
        const expression = mapping[name]
        return expression === undefined ? [] : faultsOf(name, expression)
      }),
    apply: (mapping, input) => evaluate(mapping, input, { compile, runWithin }),
  }
}

interface Tools {
  readonly compile: (expression: string) => Compiled
  readonly runWithin: RunWithin
}

function evaluate(mapping: Mapping, input: MappingInput, { compile, runWithin }: Tools): MappedDecision {
  const { body, headers, approval } = input
  const context = { body, headers, approval: { ...approval, attempt: BigInt(approval.attempt) } }
  let at: ExpressionName = 'outcome'
  const valueFor = (name: ExpressionName): unknown => {
    at = name
    const expression = mapping[name]
    return expression === undefined ? null : toPlain(compile(expression)(context))
  }
  try {
    const done = runWithin(MAX_EVALUATION_MS, (): MappedValues => {
      const ignore = valueFor('ignore')
      const rest = { outcome: null, reason: null, comment: null, input: null, caseDigest: null }
      if (ignore === true) return { ignore, ...rest }
      return {
        ignore,
        outcome: valueFor('outcome'),
        reason: valueFor('reason'),
        comment: valueFor('comment'),
        input: valueFor('input'),
        caseDigest: valueFor('caseDigest'),
      }
    })
    if (done.kind === 'too-long') return fault(at, `took longer than ${MAX_EVALUATION_MS} ms`)
    return readDecision(done.value)
  } catch (error) {
    return fault(at, describeFault(error))
  }
}

const fault = (expression: string, message: string): MappedDecision => ({
  kind: 'fault',
  errors: [{ expression, message }],
})
