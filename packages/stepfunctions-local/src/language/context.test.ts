import { expect, test } from 'vitest'
import { buildContext } from './context.ts'

const execution = {
  id: 'arn:aws:states:us-east-1:123456789012:execution:orders:run',
  name: 'run',
  roleArn: 'arn:aws:iam::123456789012:role/orders',
  startTime: '2026-01-01T00:00:00.000Z',
  input: { order: 1 },
  redriveCount: 0,
}
const stateMachine = { id: 'arn:aws:states:us-east-1:123456789012:stateMachine:orders', name: 'orders' }
const base = {
  Execution: {
    Id: execution.id,
    Input: { order: 1 },
    Name: 'run',
    RoleArn: execution.roleArn,
    StartTime: '2026-01-01T00:00:00.000Z',
    RedriveCount: 0,
  },
  StateMachine: { Id: stateMachine.id, Name: 'orders' },
}

test('of a Pass has neither a retry count, nor a token, nor an item (recorded 04-11-2024)', () => {
  const state = { name: 'State0', enteredTime: '2026-01-01T00:00:01.000Z' }
  expect(buildContext({ execution, stateMachine, state })).toEqual({
    ...base,
    State: { Name: 'State0', EnteredTime: '2026-01-01T00:00:01.000Z' },
  })
})

test('of a task that waits carries its token and the retry count', () => {
  const state = { name: 'Ask', enteredTime: 'then', retryCount: 2 }
  expect(buildContext({ execution, stateMachine, state, taskToken: 'AAAA' })).toEqual({
    ...base,
    State: { Name: 'Ask', EnteredTime: 'then', RetryCount: 2 },
    Task: { Token: 'AAAA' },
  })
})

test('of an ItemSelector carries the item', () => {
  expect(buildContext({ execution, stateMachine, mapItem: { index: 0, value: null } })).toEqual({
    ...base,
    Map: { Item: { Index: 0, Value: null } },
  })
})

test('after a redrive tells when it was', () => {
  const redriven = { ...execution, redriveCount: 1, redriveTime: 'later' }
  expect(buildContext({ execution: redriven, stateMachine })).toEqual({
    ...base,
    Execution: { ...base.Execution, RedriveCount: 1, RedriveTime: 'later' },
  })
})
