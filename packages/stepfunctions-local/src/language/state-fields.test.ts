import { describe, expect, test } from 'vitest'
import type { FailState, MapState, TaskState, WaitState } from './definition.ts'
import { failTexts } from './fail-texts.ts'
import type { Json } from './json.ts'
import { itemInput, mapItems } from './map-items.ts'
import type { Scope } from './scope.ts'
import { taskCredentials, taskLimits } from './task-limits.ts'
import { waitTarget } from './wait-target.ts'

function scopeWith(input: Json, context: Json = {}): Scope {
  return { input, context, variables: { n: 5, digits: '2' } }
}

const path = { QueryLanguage: 'JSONPath', End: true } as const
const expression = { QueryLanguage: 'JSONata', End: true } as const
const resource = 'arn:aws:states:::lambda:invoke.waitForTaskToken'

describe('the limits of a Task', () => {
  const limits = (fields: object, input: Json = {}): Promise<unknown> =>
    taskLimits({ ...path, Type: 'Task', Resource: resource, ...fields } as TaskState, scopeWith(input))

  test('are absent where the definition gives none', async () => {
    expect(await limits({})).toEqual({})
  })

  test('come from the fields, from paths, or from expressions', async () => {
    expect(await limits({ TimeoutSeconds: 600, HeartbeatSeconds: 60 })).toEqual({
      timeoutSeconds: 600,
      heartbeatSeconds: 60,
    })
    expect(await limits({ TimeoutSecondsPath: '$.t', HeartbeatSecondsPath: '$digits' }, { t: 30 })).toEqual({
      timeoutSeconds: 30,
      heartbeatSeconds: 2,
    })
    expect(await limits({ ...expression, TimeoutSeconds: '{% $n * 2 %}', HeartbeatSeconds: 3 })).toEqual({
      timeoutSeconds: 10,
      heartbeatSeconds: 3,
    })
  })

  test('fail where the path has no value (recorded 02-01-2025)', async () => {
    await expect(limits({ TimeoutSecondsPath: '$.NoSuchTimeoutSecondsPath' })).rejects.toMatchObject({
      error: 'States.Runtime',
      cause: "Invalid path '$.NoSuchTimeoutSecondsPath' : No results for path: $['NoSuchTimeoutSecondsPath']",
    })
  })

  test.each<[object, string, Json]>([
    [{ HeartbeatSecondsPath: '$.h' }, 'States.Runtime', { h: 0 }],
    [{ TimeoutSecondsPath: '$.t' }, 'States.Runtime', { t: 'soon' }],
    [{ ...expression, TimeoutSeconds: '{% "60" %}' }, 'States.QueryEvaluationError', {}],
    [{ ...expression, HeartbeatSeconds: '{% 1.5 %}' }, 'States.QueryEvaluationError', {}],
  ])('fail with %j', async (fields, error, input) => {
    await expect(limits(fields, input)).rejects.toMatchObject({ error })
  })
})

test('the credentials of a Task are a template or hold expressions', async () => {
  const task: TaskState = { ...path, Type: 'Task', Resource: resource, Credentials: { 'RoleArn.$': '$.role' } }
  expect(await taskCredentials(task, scopeWith({ role: 'r' }))).toEqual({ RoleArn: 'r' })
  const other: TaskState = {
    ...expression,
    Type: 'Task',
    Resource: resource,
    Credentials: { RoleArn: '{% $states.input.role %}' },
  }
  expect(await taskCredentials(other, scopeWith({ role: 'r' }))).toEqual({ RoleArn: 'r' })
  expect(await taskCredentials({ ...path, Type: 'Task', Resource: resource }, scopeWith({}))).toBeUndefined()
})

describe('the end of a Wait', () => {
  const target = (fields: object, input: Json = {}): Promise<unknown> =>
    waitTarget({ ...path, Type: 'Wait', ...fields } as WaitState, scopeWith(input))
  const at = Date.parse('2026-01-01T00:00:00Z')

  test.each<[object, Json, unknown]>([
    [{ Seconds: 10 }, {}, { seconds: 10 }],
    [{ SecondsPath: '$.s' }, { s: 0 }, { seconds: 0 }],
    [{ Timestamp: '2026-01-01T01:00:00+01:00' }, {}, { at }],
    [{ TimestampPath: '$.at' }, { at: '2026-01-01T00:00:00Z' }, { at }],
    [{ ...expression, Seconds: '{% $n %}' }, {}, { seconds: 5 }],
    [{ ...expression, Timestamp: '{% $states.input.at %}' }, { at: '2026-01-01T00:00:00.000Z' }, { at }],
  ])('of %j with %j is %j', async (fields, input, expected) => {
    expect(await target(fields, input)).toEqual(expected)
  })

  // The sentence about the format is recorded (11-12-2023): without an offset it is no timestamp.
  test.each<[object, Json, string]>([
    [
      { TimestampPath: '$.at' },
      { at: '2026-01-01T00:00:00' },
      'The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.at == 2026-01-01T00:00:00',
    ],
    [{ TimestampPath: '$.at' }, {}, 'The TimestampPath parameter does not reference an input value: $.at'],
    [{ SecondsPath: '$.s' }, {}, 'The SecondsPath parameter does not reference an input value: $.s'],
    [{ SecondsPath: '$.s' }, { s: -1 }, 'The SecondsPath field refers to value -1 which is not a valid integer: $.s'],
    [
      { ...expression, Timestamp: '{% "soon" %}' },
      {},
      'The Timestamp parameter does not reference a valid ISO-8601 extended offset date-time format string: soon',
    ],
  ])('of %j with %j fails', async (fields, input, cause) => {
    await expect(target(fields, input)).rejects.toMatchObject({ cause })
  })
})

describe('the texts of a Fail', () => {
  const texts = (fields: object, input: Json = {}): Promise<unknown> =>
    failTexts({ Type: 'Fail', QueryLanguage: 'JSONPath', ...fields } as FailState, scopeWith(input))

  test.each<[object, Json, unknown]>([
    [{}, {}, { error: undefined, cause: undefined }],
    [{ Error: 'OrderFailed', Cause: 'why' }, {}, { error: 'OrderFailed', cause: 'why' }],
    [
      { ErrorPath: '$.e', CausePath: "States.Format('because {}', $.c)" },
      { e: 'E', c: 1 },
      { error: 'E', cause: 'because 1' },
    ],
    [{ Error: '422', CausePath: '$.c' }, { c: 'text' }, { error: '422', cause: 'text' }],
    [
      { QueryLanguage: 'JSONata', Error: '{% $states.input.e %}', Cause: 'plain' },
      { e: 'E' },
      { error: 'E', cause: 'plain' },
    ],
  ])('of %j with %j', async (fields, input, expected) => {
    expect(await texts(fields, input)).toEqual(expected)
  })

  test('must be strings', async () => {
    await expect(texts({ CausePath: '$.c' }, { c: { a: 1 } })).rejects.toMatchObject({ error: 'States.Runtime' })
    await expect(texts({ QueryLanguage: 'JSONata', Error: '{% 1 %}' })).rejects.toMatchObject({
      cause:
        "The JSONata expression '1' specified for the field 'Error' returned an unexpected result type. Expected 'string', but was 'number' for value: 1",
    })
  })
})

describe('the items of a Map', () => {
  const processor = { StartAt: 'I', States: {} }
  const map = (fields: object): MapState => ({ ...path, Type: 'Map', ItemProcessor: processor, ...fields }) as MapState

  test.each<[object, Json, unknown]>([
    [{}, [1, 2], { items: [1, 2], maxConcurrency: 0 }],
    [{ ItemsPath: '$.list', MaxConcurrency: 3 }, { list: [] }, { items: [], maxConcurrency: 3 }],
    // Digits in a string are taken for a number (recorded 18-11-2024).
    [{ ItemsPath: '$.list', MaxConcurrencyPath: '$digits' }, { list: ['a'] }, { items: ['a'], maxConcurrency: 2 }],
    [
      { ...expression, Items: '{% $states.input.list %}', MaxConcurrency: '{% $n %}' },
      { list: [1] },
      { items: [1], maxConcurrency: 5 },
    ],
    [{ ...expression, Items: [1, '{% $n %}'] }, {}, { items: [1, 5], maxConcurrency: 0 }],
    [{ ...expression }, [7], { items: [7], maxConcurrency: 0 }],
  ])('of %j with %j are %j', async (fields, input, expected) => {
    expect(await mapItems(map(fields), scopeWith(input))).toEqual(expected)
  })

  test.each<[object, Json, string, string]>([
    [{ ItemsPath: '$.list' }, {}, 'States.ReferencePathConflict', 'Unable to apply step "list" to input {}'],
    [{ ItemsPath: '$.list' }, { list: {} }, 'States.Runtime', 'Reference path "$.list" must point to array.'],
    // Recorded 19-06-2024.
    [
      { MaxConcurrencyPath: '$[0].MaxConcurrencyValue' },
      [{ MaxConcurrencyValue: 'NoNumber' }],
      'States.Runtime',
      'The MaxConcurrencyPath field refers to value "NoNumber" which is not a valid integer: $[0].MaxConcurrencyValue',
    ],
    [
      { ...expression, Items: '{% "x" %}' },
      {},
      'States.QueryEvaluationError',
      `The JSONata expression '"x"' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'string' for value: "x"`,
    ],
  ])('of %j with %j fail', async (fields, input, error, cause) => {
    await expect(mapItems(map(fields), scopeWith(input))).rejects.toMatchObject({ error, cause })
  })

  test('go in as they are, or through the ItemSelector', async () => {
    const scope = scopeWith({ bucket: 'b' }, { Map: { Item: { Index: 1, Value: 'x' } } })
    expect(await itemInput(map({}), scope, 'x')).toBe('x')
    const selector = { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value', 'bucket.$': '$.bucket' }
    expect(await itemInput(map({ ItemSelector: selector }), scope, 'x')).toEqual({ i: 1, v: 'x', bucket: 'b' })
    const selected = map({
      ...expression,
      ItemSelector: { v: '{% $states.context.Map.Item.Value & $states.input.bucket %}' },
    })
    expect(await itemInput(selected, scope, 'x')).toEqual({ v: 'xb' })
  })
})
