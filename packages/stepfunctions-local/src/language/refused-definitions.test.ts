import { describe, expect, test } from 'vitest'
import { InvalidDefinitionError } from './definition-problem.ts'
import type { Json, JsonObject } from './json.ts'
import { parseDefinition } from './parse-definition.ts'

const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true }
const waiting = { ...task, Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }
const inner = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } }

/** A machine of one state; a state that goes on leads to B. */
/** A Map in distributed mode around the state, named B or as said. */
function distributed(
  fields: JsonObject,
  config: JsonObject = {},
  state: JsonObject = { Type: 'Pass', End: true },
  name = 'B',
): JsonObject {
  const ProcessorConfig = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD', ...config }
  return {
    Type: 'Map',
    ItemProcessor: { ProcessorConfig, StartAt: name, States: { [name]: state } },
    End: true,
    ...fields,
  }
}

function machine(state: JsonObject, top: JsonObject = {}): string {
  return JSON.stringify({
    StartAt: 'A',
    ...top,
    States: { A: state, ...('Next' in state ? { B: { Type: 'Succeed' } } : {}) },
  })
}

function jsonata(state: JsonObject): string {
  return machine(state, { QueryLanguage: 'JSONata' })
}

function messageOf(text: string, type: 'STANDARD' | 'EXPRESS' = 'STANDARD'): string {
  try {
    parseDefinition(text, { type })
  } catch (error) {
    if (error instanceof InvalidDefinitionError) return error.message
    throw error
  }
  return 'accepted'
}

const choice = (rule: Json): string => machine({ Type: 'Choice', Choices: [rule], Default: 'A' })

describe('refuses', () => {
  test.each<[string, string, string]>([
    ['an unknown type', machine({ Type: 'Pas', End: true }), 'Invalid state type "Pas" at /States/A/Type'],
    ['an unknown field', machine({ Type: 'Pass', Foo: 1, End: true }), 'Field is not supported at /States/A/Foo'],
    ['an unknown field at the top', machine(task, { Foo: 1 }), 'Field is not supported at /Foo'],
    ['a state that is no object', '{"StartAt":"A","States":{"A":1}}', 'Expected value of type Object at /States/A'],
    ['no states', '{"StartAt":"A","States":{}}', 'At least one state is required at /States'],
    ['an unknown query language', machine(task, { QueryLanguage: 'XPath' }), 'at /QueryLanguage'],
    ['a state without a way on', machine({ Type: 'Pass' }), "Either 'Next' or 'End' is required at /States/A"],
    [
      'both Next and End',
      machine({ Type: 'Pass', Next: 'B', End: true }),
      "'Next' and 'End' can not be used together at /States/A",
    ],
    [
      'a missing StartAt target',
      '{"StartAt":"X","States":{"A":{"Type":"Succeed"}}}',
      "Missing 'StartAt' target: X at /StartAt",
    ],
    [
      'a missing Catch target',
      machine({ ...task, Catch: [{ ErrorEquals: ['E'], Next: 'X' }] }),
      "Missing 'Next' target: X at /States/A/Catch[0]/Next",
    ],
    [
      'a jump out of a branch',
      machine({
        Type: 'Parallel',
        Branches: [{ StartAt: 'I', States: { I: { Type: 'Pass', Next: 'B' } } }],
        Next: 'B',
      }),
      "Missing 'Next' target: B at /States/A/Branches[0]/States/I/Next",
    ],
    [
      'the same name twice',
      machine({ Type: 'Map', ItemProcessor: { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }, End: true }),
      'DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A/ItemProcessor/States/A',
    ],
    ['a machine without an end', '{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"A"}}}', 'MISSING_TERMINAL_STATE'],
    [
      'a name of 81 characters',
      JSON.stringify({
        StartAt: 'A',
        States: { A: { Type: 'Pass', Next: 'x'.repeat(81) }, ['x'.repeat(81)]: { Type: 'Succeed' } },
      }),
      'at most 80 characters',
    ],
    [
      'JSONPath fields in JSONata',
      jsonata({ ...task, Parameters: {} }),
      'Field is not supported at /States/A/Parameters',
    ],
    [
      'JSONata fields in JSONPath',
      machine({ ...task, Arguments: {} }),
      'Field is not supported at /States/A/Arguments',
    ],
    ['a Succeed with End', machine({ Type: 'Succeed', End: true }), 'Field is not supported at /States/A/End'],
    [
      'a Task without Resource',
      machine({ Type: 'Task', End: true }),
      'These fields are required: [Resource] at /States/A',
    ],
    ['a Resource that is no ARN', machine({ ...task, Resource: 'lambda' }), 'at /States/A/Resource'],
    [
      'a heartbeat as long as the timeout',
      machine({ ...waiting, TimeoutSeconds: 60, HeartbeatSeconds: 60 }),
      'HeartbeatSeconds must be smaller than TimeoutSeconds at /States/A',
    ],
    [
      'a timeout of 0',
      machine({ ...task, TimeoutSeconds: 0 }),
      'Must be an integer between 1 and 99999999 at /States/A/TimeoutSeconds',
    ],
    [
      'a timeout twice',
      machine({ ...task, TimeoutSeconds: 5, TimeoutSecondsPath: '$.t' }),
      'Only one of TimeoutSeconds, TimeoutSecondsPath can be used',
    ],
    [
      'an execution timeout of 1.5',
      machine(task, { TimeoutSeconds: 1.5 }),
      'Must be an integer between 1 and 99999999 at /TimeoutSeconds',
    ],
    [
      'States.ALL beside another name',
      machine({ ...task, Retry: [{ ErrorEquals: ['States.ALL', 'E'] }] }),
      "'States.ALL' must appear alone at /States/A/Retry[0]/ErrorEquals",
    ],
    [
      'States.ALL before another entry',
      machine({ ...task, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['E'] }] }),
      "'States.ALL' must be in the last entry at /States/A/Retry[0]/ErrorEquals",
    ],
    [
      'an empty ErrorEquals',
      machine({ ...task, Retry: [{ ErrorEquals: [] }] }),
      'Expected a non-empty array of strings at /States/A/Retry[0]/ErrorEquals',
    ],
    [
      'a backoff below 1',
      machine({ ...task, Retry: [{ ErrorEquals: ['E'], BackoffRate: 0.5 }] }),
      'at /States/A/Retry[0]/BackoffRate',
    ],
    [
      'a delay limit below the interval',
      machine({ ...task, Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 5, MaxDelaySeconds: 5 }] }),
      'Must be greater than IntervalSeconds at /States/A/Retry[0]/MaxDelaySeconds',
    ],
    [
      'an unknown jitter',
      machine({ ...task, Retry: [{ ErrorEquals: ['E'], JitterStrategy: 'SOME' }] }),
      'at /States/A/Retry[0]/JitterStrategy',
    ],
    [
      'a Catch without Next',
      machine({ ...task, Catch: [{ ErrorEquals: ['E'] }] }),
      'These fields are required: [Next] at /States/A/Catch[0]',
    ],
    [
      'Output in a JSONPath Catch',
      machine({ ...task, Catch: [{ ErrorEquals: ['E'], Next: 'A', Output: 1 }] }),
      'Field is not supported at /States/A/Catch[0]/Output',
    ],
    ['a Wait without a time', machine({ Type: 'Wait', End: true }), 'Exactly one of Seconds'],
    ['a Wait with two', machine({ Type: 'Wait', Seconds: 1, SecondsPath: '$.s', End: true }), 'Exactly one of Seconds'],
    [
      'a timestamp without a zone',
      machine({ Type: 'Wait', Timestamp: '2026-01-01T00:00:00', End: true }),
      'at /States/A/Timestamp',
    ],
    [
      'a Choice without rules',
      machine({ Type: 'Choice', Choices: [] }),
      'Expected a non-empty array of objects at /States/A/Choices',
    ],
    [
      'a rule without Next',
      choice({ Variable: '$.a', IsNull: true }),
      'These fields are required: [Next] at /States/A/Choices[0]',
    ],
    [
      'a rule without an operator',
      choice({ Variable: '$.a', Next: 'A' }),
      'Exactly one comparison operator is required at /States/A/Choices[0]',
    ],
    [
      'a rule with an unknown operator',
      choice({ Variable: '$.a', StringContains: 'x', Next: 'A' }),
      'Field is not supported at /States/A/Choices[0]/StringContains',
    ],
    [
      'a rule with an operand of another kind',
      choice({ Variable: '$.a', NumericEquals: '1', Next: 'A' }),
      'at /States/A/Choices[0]/NumericEquals',
    ],
    ['a bad rule inside And', choice({ And: [{ Variable: '$.a' }], Next: 'A' }), 'at /States/A/Choices[0]/And[0]'],
    [
      'a Condition that is no expression',
      jsonata({ Type: 'Choice', Choices: [{ Condition: 'yes', Next: 'A' }], Default: 'A' }),
      'at /States/A/Choices[0]/Condition',
    ],
    [
      'a Parallel without branches',
      machine({ Type: 'Parallel', Branches: [], End: true }),
      'Expected a non-empty array of objects at /States/A/Branches',
    ],
    [
      'a Map without a processor',
      machine({ Type: 'Map', End: true }),
      'These fields are required: [ItemProcessor] at /States/A',
    ],
    [
      'a Distributed Map that does not say what its children are',
      machine({ Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, ...inner }, End: true }),
      'These fields are required: [ExecutionType] at /States/A/ItemProcessor/ProcessorConfig',
    ],
    ['a Map of an unknown mode', machine(distributed({}, { Mode: 'BOTH' })), 'Expected one of INLINE, DISTRIBUTED'],
    [
      'a field of a Distributed Map on an inline one',
      machine({ Type: 'Map', ToleratedFailureCount: 1, ItemProcessor: inner, End: true }),
      'Field is supported by a Map in DISTRIBUTED mode only at /States/A/ToleratedFailureCount',
    ],
    ['an ItemReader', machine(distributed({ ItemReader: {} })), 'This endpoint has no S3 to read items from'],
    ['a ResultWriter', machine(distributed({ ResultWriter: {} })), 'This endpoint has no S3 to write results to'],
    ['a label of forbidden characters', machine(distributed({ Label: 'a b' })), 'Expected a label of 1 to 40'],
    [
      'two bounds for one thing',
      machine(distributed({ ToleratedFailureCount: 1, ToleratedFailureCountPath: '$.n' })),
      'Only one of ToleratedFailureCount, ToleratedFailureCountPath can be used',
    ],
    [
      'more than all of the items',
      machine(distributed({ ToleratedFailurePercentage: 101 })),
      'Must be an integer between 0 and 100 at /States/A/ToleratedFailurePercentage',
    ],
    [
      'a batcher without a bound',
      machine(distributed({ ItemBatcher: { BatchInput: {} } })),
      'MaxItemsPerBatch or MaxInputBytesPerBatch is required at /States/A/ItemBatcher',
    ],
    [
      'a callback in an Express child',
      machine(
        distributed(
          {},
          { ExecutionType: 'EXPRESS' },
          { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', End: true },
        ),
      ),
      "Express state machine does not support '.waitForTaskToken' service integration  at /States/A/ItemProcessor/States/B/Resource",
    ],
    [
      'a Distributed Map in an Express child',
      machine(distributed({}, { ExecutionType: 'EXPRESS' }, distributed({}, {}, { Type: 'Succeed' }, 'C'))),
      'Express state machine does not support Map state in DISTRIBUTED mode at /States/A/ItemProcessor/States/B',
    ],
    [
      'Error twice',
      machine({ Type: 'Fail', Error: 'E', ErrorPath: '$.e' }),
      'Only one of Error, ErrorPath can be used',
    ],
    ['a path that is none', machine({ ...task, InputPath: 'input' }), 'Value is not a valid path'],
    ['a path to many as ResultPath', machine({ ...task, ResultPath: '$.a[*]' }), 'Value is not a Reference Path'],
    ['the context as ResultPath', machine({ ...task, ResultPath: '$$.a' }), 'Value is not a Reference Path'],
    [
      'a bad path in a template',
      machine({ ...task, Parameters: { deep: [{ 'x.$': 'foo' }] } }),
      "The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call at /States/A/Parameters/deep[0]/x.$",
    ],
    [
      'a bad intrinsic in a template',
      machine({ ...task, Parameters: { 'x.$': 'States.Format(' } }),
      "The value for the field 'x.$' must be",
    ],
    [
      'bad JSONata',
      jsonata({ ...task, Arguments: { x: ['{% 1 + %}'] } }),
      'Value is not a valid JSONata expression: S0207: Unexpected end of expression at /States/A/Arguments/x[0]',
    ],
    [
      'the reserved variable',
      machine({ ...task, Assign: { states: 1 } }),
      "'states' is not a valid variable name at /States/A/Assign",
    ],
    [
      'a variable name with a blank',
      machine({ ...task, Assign: { 'a b.$': '$' } }),
      "'a b' is not a valid variable name",
    ],
    [
      'a variable name of 81 characters',
      machine({ ...task, Assign: { ['v'.repeat(81)]: 1 } }),
      'is not a valid variable name',
    ],
  ])('%s', (_, text, part) => {
    expect(messageOf(text)).toContain(part)
  })
})

test('refuses a definition that is nested without end', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const text = machine({ Type: 'Pass', Result: 'deep', End: true }).replace('"deep"', deep)
  expect(messageOf(text)).toContain('INVALID_JSON_DESCRIPTION')
})
