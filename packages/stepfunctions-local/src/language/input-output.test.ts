import { describe, expect, test } from 'vitest'
import { choose, chooseJsonata } from './choice.ts'
import type { JsonataChoiceState, JsonPathChoiceState, PassState, State, TaskState } from './definition.ts'
import { effectiveInput, finishCaught, finishChoice, finishState, workInput } from './input-output.ts'
import type { Json } from './json.ts'
import type { Scope } from './scope.ts'

function scopeWith(input: Json, extra: Partial<Scope> = {}): Scope {
  return { input, context: { Task: { Token: 'T' } }, variables: {}, ...extra }
}

const resource = 'arn:aws:states:::lambda:invoke'
type PathTask = Extract<TaskState, { QueryLanguage: 'JSONPath' }>
type JsonataTask = Extract<TaskState, { QueryLanguage: 'JSONata' }>

function pathTask(fields: Partial<PathTask>): PathTask {
  return { Type: 'Task', QueryLanguage: 'JSONPath', Resource: resource, End: true, ...fields }
}

function jsonataTask(fields: Partial<JsonataTask>): JsonataTask {
  return { Type: 'Task', QueryLanguage: 'JSONata', Resource: resource, End: true, ...fields }
}

const input = { order: { id: 7 }, keep: true }

describe('JSONPath: the way in', () => {
  test.each<[string, State, Json, Json]>([
    ['the input itself', pathTask({}), input, input],
    ['what InputPath names', pathTask({ InputPath: '$.order' }), { id: 7 }, { id: 7 }],
    ['an empty object with InputPath null', pathTask({ InputPath: null }), {}, {}],
    [
      'the filled Parameters',
      pathTask({ Parameters: { 'n.$': '$.order.id', 't.$': '$$.Task.Token', k: 1 } }),
      input,
      { n: 7, t: 'T', k: 1 },
    ],
    [
      'Parameters over the filtered input',
      pathTask({ InputPath: '$.order', Parameters: { 'n.$': '$.id' } }),
      { id: 7 },
      { n: 7 },
    ],
  ])('is %s', async (_, state, effective, work) => {
    expect(effectiveInput(state, scopeWith(input))).toEqual(effective)
    expect(await workInput(state, scopeWith(effective))).toEqual(work)
  })

  test('fails on an InputPath without a value', () => {
    expect(() => effectiveInput(pathTask({ InputPath: '$.nope' }), scopeWith(input))).toThrow(
      expect.objectContaining({
        error: 'States.Runtime',
        cause: "Invalid path '$.nope' : No results for path: $['nope']",
      }),
    )
  })
})

describe('JSONPath: the way out', () => {
  const result = { ok: 1, extra: 2 }

  test.each<[string, Partial<PathTask>, Json]>([
    ['the result takes the place of the input', {}, result],
    ['ResultPath $ does the same', { ResultPath: '$' }, result],
    ['ResultPath null keeps the input', { ResultPath: null }, input],
    ['ResultPath puts the result into the input', { ResultPath: '$.result' }, { ...input, result }],
    ['ResultPath goes deep', { ResultPath: '$.order.answer' }, { order: { id: 7, answer: result }, keep: true }],
    [
      'ResultPath goes into the input as it came, before InputPath',
      { InputPath: '$.order', ResultPath: '$.r' },
      { ...input, r: result },
    ],
    ['ResultSelector shapes the result', { ResultSelector: { 'only.$': '$.ok' } }, { only: 1 }],
    [
      'ResultSelector comes before ResultPath',
      { ResultSelector: { 'only.$': '$.ok' }, ResultPath: '$.r' },
      { ...input, r: { only: 1 } },
    ],
    ['OutputPath chooses from what came together', { ResultPath: '$.r', OutputPath: '$.r.ok' }, 1],
    ['OutputPath null leaves an empty object', { OutputPath: null }, {}],
  ])('%s', async (_, fields, output) => {
    expect(await finishState(pathTask(fields), scopeWith(input, { result }))).toEqual({ output, assigned: {} })
  })

  test('a ResultPath that does not fit the input fails', async () => {
    await expect(finishState(pathTask({ ResultPath: '$.r' }), scopeWith([1], { result }))).rejects.toMatchObject({
      error: 'States.ReferencePathConflict',
    })
  })

  test('a result that is null or false is a result', async () => {
    for (const nothing of [null, false, 0, '']) {
      expect((await finishState(pathTask({}), scopeWith(input, { result: nothing }))).output).toBe(nothing)
    }
  })

  test('a Wait and a Succeed pass their filtered input on', async () => {
    const wait: State = {
      Type: 'Wait',
      QueryLanguage: 'JSONPath',
      Seconds: 1,
      InputPath: '$.order',
      OutputPath: '$.id',
      End: true,
    }
    const succeed: State = { Type: 'Succeed', QueryLanguage: 'JSONPath', InputPath: '$.order' }
    expect((await finishState(wait, scopeWith(input))).output).toBe(7)
    expect((await finishState(succeed, scopeWith(input))).output).toEqual({ id: 7 })
  })

  test('a Pass puts what Parameters made where ResultPath says (recorded 06-11-2024)', async () => {
    const pass: PassState = {
      Type: 'Pass',
      QueryLanguage: 'JSONPath',
      Parameters: { 'result.$': '$result' },
      ResultPath: '$.result',
      End: true,
    }
    const scope = scopeWith({ result: '$result' }, { variables: { result: 'foobar' } })
    const made = await workInput(pass, { ...scope, input: effectiveInput(pass, scope) })
    expect((await finishState(pass, { ...scope, result: made })).output).toEqual({ result: { result: 'foobar' } })
  })
})

describe('JSONPath: Assign', () => {
  test('sees the result, after ResultSelector, and leaves constants alone', async () => {
    const state = pathTask({
      ResultSelector: { 'price.$': '$.Payload.price' },
      ResultPath: null,
      Assign: {
        'price.$': '$.price',
        'token.$': '$$.Task.Token',
        constant: '$.price',
        'text.$': "States.Format('{}!', $.price)",
      },
    })
    const finished = await finishState(state, scopeWith(input, { result: { Payload: { price: 5 } } }))
    expect(finished).toEqual({ output: input, assigned: { price: 5, token: 'T', constant: '$.price', text: '5!' } })
  })

  test('sees the variables as they were, so two can change places', async () => {
    const state = pathTask({ Assign: { 'a.$': '$b', 'b.$': '$a' } })
    const scope = scopeWith(input, { result: 1, variables: { a: 'A', b: 'B' } })
    expect((await finishState(state, scope)).assigned).toEqual({ a: 'B', b: 'A' })
  })

  test('refuses more than 256 KiB', async () => {
    const state = pathTask({ Assign: { 'a.$': '$' } })
    await expect(finishState(state, scopeWith(input, { result: 'x'.repeat(262_144) }))).rejects.toMatchObject({
      error: 'States.DataLimitExceeded',
    })
  })
})

describe('JSONPath: Catch', () => {
  const caught = { Error: 'OutOfStock', Cause: 'none left' }
  const catcher = { ErrorEquals: ['States.ALL'], Next: 'Next' }

  test.each<[string, string | null | undefined, Json]>([
    ['the error output takes the place of the input', undefined, caught],
    ['ResultPath puts it into the input as it came', '$.error', { ...input, error: caught }],
    ['ResultPath null throws it away', null, input],
  ])('%s', async (_, path, output) => {
    const state = pathTask({ InputPath: '$.order', ResultPath: '$.ignored', OutputPath: '$.ignored' })
    const withPath = path === undefined ? catcher : { ...catcher, ResultPath: path }
    expect((await finishCaught(state, withPath, scopeWith(input, { errorOutput: caught }))).output).toEqual(output)
  })

  test("Assign sees the error output, and the state's own Assign is not used", async () => {
    const state = pathTask({ Assign: { never: 1 } })
    const finished = await finishCaught(
      state,
      { ...catcher, Assign: { 'why.$': '$.Error' } },
      scopeWith(input, { errorOutput: caught }),
    )
    expect(finished.assigned).toEqual({ why: 'OutOfStock' })
  })
})

describe('JSONata', () => {
  test('Arguments make the work, without them it is the input', async () => {
    const state = jsonataTask({
      Arguments: { id: '{% $states.input.order.id %}', t: '{% $states.context.Task.Token %}' },
    })
    expect(await workInput(state, scopeWith(input))).toEqual({ id: 7, t: 'T' })
    expect(await workInput(jsonataTask({}), scopeWith(input))).toEqual(input)
  })

  test('Output makes the output, without it the result is', async () => {
    const scope = scopeWith(input, { result: { ok: 1 } })
    expect((await finishState(jsonataTask({}), scope)).output).toEqual({ ok: 1 })
    const state = jsonataTask({ Output: { id: '{% $states.input.order.id %}', ok: '{% $states.result.ok %}' } })
    expect((await finishState(state, scope)).output).toEqual({ id: 7, ok: 1 })
  })

  test('a state without work passes its input on', async () => {
    const pass: State = { Type: 'Pass', QueryLanguage: 'JSONata', End: true }
    expect((await finishState(pass, scopeWith(input))).output).toEqual(input)
  })

  test('Assign and Output see the variables as they were', async () => {
    const state = jsonataTask({
      Assign: { a: '{% $b %}', b: '{% $a %}', n: '{% $states.result.n %}' },
      Output: '{% $a & $b %}',
    })
    const scope = scopeWith(input, { result: { n: 3 }, variables: { a: 'A', b: 'B' } })
    expect(await finishState(state, scope)).toEqual({ output: 'AB', assigned: { a: 'B', b: 'A', n: 3 } })
  })

  test('a Catch has Output and Assign of its own, and errorOutput (recorded 12-11-2024)', async () => {
    const errorOutput = { Error: 'Exception', Cause: 'why' }
    const catcher = {
      ErrorEquals: ['States.ALL'],
      Next: 'Fallback',
      Output: { input: '{% $states.input %}', error: '{% $states.errorOutput %}' },
      Assign: { name: '{% $states.errorOutput.Error %}' },
    }
    const scope = scopeWith(input, { errorOutput })
    expect(await finishCaught(jsonataTask({}), catcher, scope)).toEqual({
      output: { input, error: errorOutput },
      assigned: { name: 'Exception' },
    })
    const bare = { ErrorEquals: ['States.ALL'], Next: 'Fallback' }
    expect((await finishCaught(jsonataTask({}), bare, scope)).output).toEqual(errorOutput)
  })

  test('a field that fails names itself', async () => {
    await expect(workInput(jsonataTask({ Arguments: { x: '{% $nope %}' } }), scopeWith(input))).rejects.toMatchObject({
      location: 'Arguments/x',
    })
    await expect(finishState(jsonataTask({ Assign: { x: '{% $nope %}' } }), scopeWith(input))).rejects.toMatchObject({
      location: 'Assign/x',
    })
  })
})

describe('Choice', () => {
  test('in JSONPath passes its filtered input on, with the Assign of the rule that matched', async () => {
    const state: JsonPathChoiceState = {
      Type: 'Choice',
      QueryLanguage: 'JSONPath',
      InputPath: '$.order',
      Choices: [{ Next: 'Seven', condition: { Variable: '$.id', NumericEquals: 7 }, Assign: { 'found.$': '$.id' } }],
      Default: 'Other',
      Assign: { found: 'nothing' },
    }
    const leave = async (came: Json): Promise<unknown> => {
      const scope = scopeWith(came)
      return finishChoice(state, choose(state, { ...scope, input: effectiveInput(state, scope) }), scope)
    }
    expect(await leave(input)).toEqual({ output: { id: 7 }, assigned: { found: 7 } })
    expect(await leave({ order: { id: 8 } })).toEqual({ output: { id: 8 }, assigned: { found: 'nothing' } })
  })

  test('in JSONata uses the Output and Assign of the rule that matched, or its own with the Default', async () => {
    const state: JsonataChoiceState = {
      Type: 'Choice',
      QueryLanguage: 'JSONata',
      Choices: [{ Condition: '{% $states.input.n = 1 %}', Next: 'One', Output: 'one', Assign: { was: 'one' } }],
      Default: 'Other',
      Output: '{% "other " & $string($states.input.n) %}',
      Assign: { was: 'other' },
    }
    const leave = async (n: number): Promise<unknown> => {
      const scope = scopeWith({ n })
      return finishChoice(state, await chooseJsonata(state, scope), scope)
    }
    expect(await leave(1)).toEqual({ output: 'one', assigned: { was: 'one' } })
    expect(await leave(2)).toEqual({ output: 'other 2', assigned: { was: 'other' } })
  })
})
