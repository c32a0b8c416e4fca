import { expect, it } from 'vitest'
import { parseExecutionArn } from './execution-arn.ts'

it('names the parts of an execution', () => {
  expect(parseExecutionArn('arn:aws-cn:states:cn-north-1:123456789012:execution:Refunds:run-1')).toEqual({
    partition: 'aws-cn',
    region: 'cn-north-1',
    account: '123456789012',
    stateMachineName: 'Refunds',
    mapLabel: null,
    executionName: 'run-1',
    express: false,
  })
})

it('keeps the colons of a name, and the slashes of a label', () => {
  expect(parseExecutionArn('arn:aws:states:eu-west-1:123456789012:execution:Refunds/a/b:x:y')).toMatchObject({
    stateMachineName: 'Refunds',
    mapLabel: 'a/b',
    executionName: 'x:y',
  })
})

it('names nothing of a text that is no such name', () => {
  expect(parseExecutionArn('')).toEqual({
    ...{ partition: '', region: '', account: '', stateMachineName: '', mapLabel: null, executionName: '' },
    express: false,
  })
})

it("names the outer machine of a Distributed Map's child, and the Map apart", () => {
  expect(parseExecutionArn('arn:aws:states:us-east-1:123456789012:execution:Refunds/EachOrder:6f1d0c')).toMatchObject({
    stateMachineName: 'Refunds',
    mapLabel: 'EachOrder',
    executionName: '6f1d0c',
    express: false,
  })
  const express = 'arn:aws:states:us-east-1:123456789012:express:Refunds/EachOrder:6f1d0c:1'
  expect(parseExecutionArn(express)).toMatchObject({ executionName: '6f1d0c:1', express: true })
})
