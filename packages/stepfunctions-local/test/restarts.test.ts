import {
  CreateStateMachineCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { startStepFunctionsLocal } from '../src/server.ts'
import { temporaryFolder } from './child-engine.ts'
import { queue } from './definitions.ts'
import { localEngine, roleArn } from './local-engine.ts'

type Shape =
  | { readonly kind: 'ask' | 'pass' }
  | { readonly kind: 'parallel'; readonly branches: readonly Shape[][] }
  | { readonly kind: 'map'; readonly count: number; readonly body: readonly Shape[] }

const { sequence } = fc.letrec<{ shape: Shape; sequence: Shape[] }>((tie) => ({
  shape: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'workflow' },
    fc.record({ kind: fc.constantFrom('ask' as const, 'pass' as const) }),
    fc.record({
      kind: fc.constant('parallel' as const),
      branches: fc.array(tie('sequence'), { minLength: 1, maxLength: 3, depthIdentifier: 'workflow' }),
    }),
    fc.record({ kind: fc.constant('map' as const), count: fc.nat(3), body: tie('sequence') }),
  ),
  sequence: fc.array(tie('shape'), { minLength: 1, maxLength: 3, depthIdentifier: 'workflow' }),
}))

/** The workflow of a shape, in JSONata; every name occurs once. */
function graphOf(shapes: readonly Shape[], names: { next: number }): { StartAt: string; States: object } {
  const named = shapes.map((shape) => ({ shape, name: `S${names.next++}` }))
  const states = named.map(({ shape, name }, index) => {
    const next = named[index + 1]?.name
    return [name, { ...stateOf(shape, names), ...(next === undefined ? { End: true } : { Next: next }) }]
  })
  return { StartAt: named[0]?.name ?? '', States: Object.fromEntries(states) }
}

function stateOf(shape: Shape, names: { next: number }): object {
  switch (shape.kind) {
    case 'pass':
      return { Type: 'Pass' }
    case 'ask':
      return {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Arguments: { QueueUrl: 'q', MessageBody: { token: '{% $states.context.Task.Token %}' } },
        Retry: [{ ErrorEquals: ['Again'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 1_000 }],
      }
    case 'parallel':
      return { Type: 'Parallel', Branches: shape.branches.map((branch) => graphOf(branch, names)) }
    case 'map':
      return {
        Type: 'Map',
        Items: Array.from({ length: shape.count }, (_, index) => index),
        ItemProcessor: graphOf(shape.body, names),
      }
  }
}

/** What the workflow has to come to when every answer is "yes". */
function outputOf(shapes: readonly Shape[], input: unknown): unknown {
  let value = input
  for (const shape of shapes) {
    if (shape.kind === 'ask') value = 'yes'
    if (shape.kind === 'parallel') value = shape.branches.map((branch) => outputOf(branch, value))
    if (shape.kind === 'map') value = Array.from({ length: shape.count }, (_, item) => outputOf(shape.body, item))
  }
  return value
}

const seconds = 90

it(
  'comes to the same end through any number of restarts, without losing or repeating an event',
  async () => {
    await fc.assert(
      fc.asyncProperty(sequence, fc.infiniteStream(fc.nat(99)), async (shapes, dice) => {
        const dataDir = temporaryFolder()
        const roll = () => Number(dice.next().value)
        let local = localEngine(await startStepFunctionsLocal({ dataDir, handlers: queue, clock: 'manual' }))
        const definition = JSON.stringify({ QueryLanguage: 'JSONata', ...graphOf(shapes, { next: 0 }) })
        const { stateMachineArn } = await local.sfn.send(
          new CreateStateMachineCommand({ name: 'any', definition, roleArn }),
        )
        const started = await local.sfn.send(new StartExecutionCommand({ stateMachineArn, input: '"in"' }))
        const arn = String(started.executionArn)

        for (let turn = 0; (await local.describe(arn)).status === 'RUNNING'; turn++) {
          const { clock } = local.engine.controls
          const open = local.engine.controls.openTokens(arn)
          const chosen = open[roll() % Math.max(open.length, 1)]
          const move = turn > 60 ? 99 : roll()
          if (move < 30) {
            const told = await local.history(arn)
            const heldAt = clock.now()
            await local.engine.close()
            local = localEngine(await startStepFunctionsLocal({ dataDir, handlers: queue, clock: { heldAt } }))
            expect((await local.history(arn)).slice(0, told.length)).toEqual(told)
            const reopened = local.engine.controls.openTokens(arn).map(({ token }) => token)
            expect(reopened.sort()).toEqual(open.map(({ token }) => token).sort())
          } else if (chosen === undefined || move < 45) await clock.advance(1_000)
          else if (move < 65) {
            await local.sfn.send(new SendTaskFailureCommand({ taskToken: chosen.token, error: 'Again' }))
          } else await local.sfn.send(new SendTaskSuccessCommand({ taskToken: chosen.token, output: '"yes"' }))
        }

        const { status, output } = await local.describe(arn)
        expect({ status, output: JSON.parse(String(output)) }).toEqual({
          status: 'SUCCEEDED',
          output: outputOf(shapes, 'in'),
        })
        const events = await local.history(arn)
        expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1))
        const scheduled = events.filter(({ type }) => type === 'TaskScheduled').length
        const ended = events.filter(({ type }) => type === 'TaskSucceeded' || type === 'TaskFailed').length
        expect(ended).toBe(scheduled)
        await local.engine.close()
      }),
      { numRuns: 25, interruptAfterTimeLimit: seconds * 800, markInterruptAsFailure: false },
    )
  },
  seconds * 1_000,
)
