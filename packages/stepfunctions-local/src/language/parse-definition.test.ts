import { describe, expect, test } from 'vitest'
import { InvalidDefinitionError } from './definition-problem.ts'
import type { Json, JsonObject } from './json.ts'
import { parseDefinition } from './parse-definition.ts'

const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true }
const waiting = { ...task, Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }
const inner = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } }

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

function refusal(problem: string): string {
  return `Invalid State Machine Definition: '${problem}'`
}

describe('refuses with the words of AWS', () => {
  test.each<[string, string, string]>([
    // Recorded 19-10-2025.
    ['an empty text', '', 'SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object'],
    ['an empty object', '{}', 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'],
    [
      'a machine without StartAt',
      '{"States":{"A":{"Type":"Succeed"}}}',
      'SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt] at /',
    ],
    [
      'JSONPath in a JSONata machine',
      jsonata({ Type: 'Pass', QueryLanguage: 'JSONPath', End: true }),
      "SCHEMA_VALIDATION_FAILED: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A",
    ],
    // Observed 03-12-2024.
    [
      'a missing target and a state that nothing leads to, both at once',
      '{"StartAt":"pass1","States":{"pass1":{"Type":"Pass","Next":"pass3"},"pass2":{"Type":"Pass","End":true}}}',
      `MISSING_TRANSITION_TARGET: Missing 'Next' target: pass3 at /States/pass1/Next, MISSING_TRANSITION_TARGET: State "pass2" is not reachable. at /States/pass2`,
    ],
    [
      'a callback on a service that has none',
      machine({ ...task, Resource: 'arn:aws:states:::http:invoke.waitForTaskToken' }),
      'SCHEMA_VALIDATION_FAILED: The resource provided arn:aws:states:::http:invoke.waitForTaskToken is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/A/Resource',
    ],
  ])('%s', (_, text, problem) => {
    expect(messageOf(text)).toBe(refusal(problem))
  })

  test.each([
    ['arn:aws:states:::sqs:sendMessage.waitForTaskToken', "'.waitForTaskToken' service integration "],
    ['arn:aws:states:::states:startExecution.sync', "'.sync' service integration"],
    ['arn:aws:states:::states:startExecution.sync:2', "'.sync' service integration"],
    ['arn:aws:states:us-east-1:123456789012:activity:ask', 'Activity ARN'],
  ])('%s in an Express machine (recorded 03-07-2024)', (resource, what) => {
    const text = machine({ ...task, Resource: resource })
    expect(messageOf(text)).toBe('accepted')
    expect(messageOf(text, 'EXPRESS')).toBe(
      refusal(`SCHEMA_VALIDATION_FAILED: Express state machine does not support ${what} at /States/A/Resource`),
    )
  })

  test('a text that is no JSON', () => {
    expect(messageOf('not a definition')).toMatch(/^Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: .+'$/)
    expect(messageOf('[]')).toBe(refusal('SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object'))
  })
})

const choice = (rule: Json): string => machine({ Type: 'Choice', Choices: [rule], Default: 'A' })

describe('accepts', () => {
  test.each<[string, string]>([
    [
      'a callback in every service that has one',
      machine({
        Type: 'Parallel',
        End: true,
        Branches: [
          'lambda:invoke',
          'sqs:sendMessage',
          'sns:publish',
          'events:putEvents',
          'apigateway:invoke',
          'states:startExecution',
          'aws-sdk:dynamodb:putItem',
          'ecs:runTask',
        ].map((api, index) => ({
          StartAt: `S${index}`,
          States: {
            [`S${index}`]: { ...task, Resource: `arn:aws:states:::${api}.waitForTaskToken`, HeartbeatSeconds: 3 },
          },
        })),
      }),
    ],
    [
      'every field of a JSONPath Task',
      machine({
        ...task,
        Comment: 'c',
        InputPath: '$',
        OutputPath: null,
        Parameters: { 'a.$': '$$.Task.Token', 'v.$': '$v.x', 'i.$': "States.Array(1, 'x', $.y)" },
        ResultSelector: {},
        ResultPath: '$.a.b',
        TimeoutSecondsPath: '$.t',
        HeartbeatSecondsPath: '$.h',
        Credentials: { 'RoleArn.$': '$.r' },
        Retry: [{ ErrorEquals: ['States.ALL'], MaxDelaySeconds: 9, JitterStrategy: 'FULL' }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'A', ResultPath: null, Assign: { 'e.$': '$.Error' } }],
        Assign: { x: 1 },
      }),
    ],
    [
      'every field of a JSONata Task',
      jsonata({
        ...waiting,
        Arguments: { t: '{% $states.context.Task.Token %}' },
        Output: '{% $states.result %}',
        Assign: { naïve_1: '{% 1 %}' },
        TimeoutSeconds: '{% 60 %}',
        HeartbeatSeconds: 5,
        Credentials: { RoleArn: '{% $r %}' },
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'A', Output: 1, Assign: { e: '{% $states.errorOutput %}' } }],
      }),
    ],
    ['a JSONata state in a JSONPath machine', machine({ ...task, QueryLanguage: 'JSONata', Arguments: {} })],
    ['data that looks like states', machine({ Type: 'Pass', Result: { States: { X: { Type: 'Nope' } } }, End: true })],
    ['a Wait of each kind', machine({ Type: 'Wait', TimestampPath: '$.at', End: true })],
    ['an expression as a time', jsonata({ Type: 'Wait', Timestamp: '{% $states.input.at %}', End: true })],
    [
      'an intrinsic function as ErrorPath',
      machine({ Type: 'Fail', ErrorPath: "States.Format('{}', $.e)", CausePath: '$.c' }),
    ],
    ['empty Retry and Catch', machine({ ...task, Retry: [], Catch: [] })],
    ['top-level fields', machine(task, { Comment: 'c', Version: '1.0', TimeoutSeconds: 60 })],
  ])('%s', (_, text) => {
    expect(messageOf(text)).toBe('accepted')
  })
})

describe('reads', () => {
  test('the query language of each state', () => {
    const mixed = parseDefinition(
      JSON.stringify({
        StartAt: 'A',
        States: {
          A: { Type: 'Pass', QueryLanguage: 'JSONata', Next: 'M' },
          M: { Type: 'Map', ItemProcessor: inner, End: true },
        },
      }),
      { type: 'STANDARD' },
    )
    expect(mixed.QueryLanguage).toBe('JSONPath')
    expect(mixed.States.A?.QueryLanguage).toBe('JSONata')
    expect(mixed.States.M).toMatchObject({
      QueryLanguage: 'JSONPath',
      ItemProcessor: { States: { I: { QueryLanguage: 'JSONPath' } } },
    })
    const all = parseDefinition(jsonata({ Type: 'Parallel', Branches: [inner], End: true }), { type: 'STANDARD' })
    expect(all.States.A).toMatchObject({ Branches: [{ States: { I: { QueryLanguage: 'JSONata' } } }] })
  })

  test('Iterator and Parameters of a Map as ItemProcessor and ItemSelector', () => {
    const text = machine({ Type: 'Map', Iterator: inner, Parameters: { 'i.$': '$$.Map.Item.Index' }, End: true })
    const map = parseDefinition(text, { type: 'STANDARD' }).States.A
    expect(map).toMatchObject({ ItemProcessor: { StartAt: 'I' }, ItemSelector: { 'i.$': '$$.Map.Item.Index' } })
    expect(map).not.toHaveProperty('Iterator')
    expect(map).not.toHaveProperty('Parameters')
  })

  test('a JSONPath rule as a condition with its way out', () => {
    const text = choice({ Not: { Variable: '$.a', IsNull: true }, Next: 'A', Comment: 'c', Assign: { x: 1 } })
      .replace('"Default":"A"', '"Default":"B"')
      .replace('"States":{', '"States":{"B":{"Type":"Succeed"},')
    expect(parseDefinition(text, { type: 'STANDARD' }).States.A).toMatchObject({
      Choices: [{ Next: 'A', condition: { Not: { Variable: '$.a', IsNull: true } }, Assign: { x: 1 } }],
      Default: 'B',
    })
  })

  test('a state named __proto__ as any other', () => {
    const text = '{"StartAt":"__proto__","States":{"__proto__":{"Type":"Succeed"}}}'
    expect(Object.keys(parseDefinition(text, { type: 'STANDARD' }).States)).toEqual(['__proto__'])
  })
})
