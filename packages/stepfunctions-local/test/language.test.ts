import { expect, it } from 'vitest'
import { outline, startLocalEngine } from './local-engine.ts'

const missing = { Type: 'Pass', Output: { result: '{% $doesNotExist %}' }, End: true }
const failed =
  "The JSONata expression '$doesNotExist' specified for the field 'Output/result' returned nothing (undefined)."

// [REC 21-11-2024] an expression that returns nothing, in the first state
it('records a failed expression as AWS does', async () => {
  const { start, finish, history } = await startLocalEngine()
  const arn = await start({ QueryLanguage: 'JSONata', StartAt: 'State0', States: { State0: missing } })
  const cause = `An error occurred while executing the state 'State0' (entered at the event id #2). ${failed}`
  expect(await finish(arn)).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError', cause })
  const events = await history(arn)
  expect(outline(events)).toEqual([
    '1←0 ExecutionStarted',
    '2←0 PassStateEntered',
    '3←0 EvaluationFailed',
    '4←3 ExecutionFailed',
  ])
  expect(events[2]?.evaluationFailedEventDetails).toEqual({
    cause,
    error: 'States.QueryEvaluationError',
    location: 'Output/result',
    state: 'State0',
  })
  expect(events[3]?.executionFailedEventDetails).toEqual({ cause, error: 'States.QueryEvaluationError' })
})

// [REC 21-11-2024] the same in the third state
it('chains a failed expression to the event before the state was entered', async () => {
  const { start, finish, history } = await startLocalEngine()
  const pass = (next: string): object => ({ Type: 'Pass', Next: next })
  const arn = await start({
    QueryLanguage: 'JSONata',
    StartAt: 'State0',
    States: { State0: pass('State1'), State1: pass('State2'), State2: missing },
  })
  expect((await finish(arn)).cause).toBe(
    `An error occurred while executing the state 'State2' (entered at the event id #6). ${failed}`,
  )
  expect(outline(await history(arn)).slice(5)).toEqual([
    '6←5 PassStateEntered',
    '7←5 EvaluationFailed',
    '8←7 ExecutionFailed',
  ])
})

// [REC 21-03-2024] a result over 256 KiB, caught by its name and by States.ALL
it.each(['States.DataLimitExceeded', 'States.ALL'])('lets %s catch a result that is too large', async (name) => {
  const { start, finish } = await startLocalEngine({ handlers: { large: () => 'x'.repeat(262_144) } })
  const arn = await start({
    StartAt: 'Invoke',
    States: {
      Invoke: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { FunctionName: 'large' },
        Catch: [{ ErrorEquals: [name], Next: 'Handle' }],
        End: true,
      },
      Handle: { Type: 'Pass', End: true },
    },
  })
  const { status, output } = await finish(arn)
  expect(status).toBe('SUCCEEDED')
  expect(JSON.parse(String(output))).toEqual({
    Error: 'States.DataLimitExceeded',
    Cause: "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
  })
})

// [REC 04-11-2024] Assign: the variables of a state that is left stand in its exit event, as JSON
it('shows assigned variables in the exit event and to the states that follow', async () => {
  const { start, finish, history } = await startLocalEngine()
  const arn = await start(
    {
      StartAt: 'State0',
      States: {
        State0: { Type: 'Pass', Assign: { 'path.$': '$.value', constant: '$.value', list: [1] }, Next: 'State1' },
        State1: { Type: 'Pass', Parameters: { 'seen.$': '$path' }, End: true },
      },
    },
    { value: 'v' },
  )
  expect((await finish(arn)).output).toBe('{"seen":"v"}')
  expect((await history(arn))[2]?.stateExitedEventDetails).toMatchObject({
    name: 'State0',
    assignedVariables: { path: '"v"', constant: '"$.value"', list: '[1]' },
    output: '{"value":"v"}',
  })
})

// [OBS 2026] errors of the language under the names the service gives them
it.each([
  [
    { Type: 'Pass', Parameters: { 'x.$': '$.missing' }, End: true },
    "The JSONPath '$.missing' specified for the field 'x.$' could not be found in the input '{}'",
  ],
  [{ Type: 'Pass', InputPath: '$.missing', End: true }, "Invalid path '$.missing' : No results for path: $['missing']"],
  [
    { Type: 'Pass', Parameters: { 'x.$': "States.MathAdd('a', 1)" }, End: true },
    "There was an error while evaluating the intrinsic function: States.MathAdd('a', 1). Invalid arguments in States.MathAdd",
  ],
  [
    { Type: 'Choice', Choices: [{ Variable: '$$.State.Name', StringEquals: 'B', Next: 'B' }] },
    'Failed to transition out of the state. The state does not point to a next state.',
  ],
  [
    { Type: 'Choice', Choices: [{ Variable: '$.missing', IsNull: true, Next: 'B' }], Default: 'B' },
    "Invalid path '$.missing': The choice state's condition path references an undefined value.",
  ],
])('%j fails with States.Runtime', async (state, words) => {
  const { start, finish } = await startLocalEngine()
  const states = state.Type === 'Choice' ? { A: state, B: { Type: 'Succeed' } } : { A: state }
  expect(await finish(await start({ StartAt: 'A', States: states }))).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: `An error occurred while executing the state 'A' (entered at the event id #2). ${words}`,
  })
})
