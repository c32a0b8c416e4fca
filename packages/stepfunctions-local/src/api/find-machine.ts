import type { Machine } from '../engine/resources.ts'
import type { Backend } from './operation.ts'
import { modelError } from './service-error.ts'

export function findMachine({ machines }: Backend, arn: string): Machine {
  const machine = machines.find(arn)
  if (machine === undefined) throw modelError('StateMachineDoesNotExist', arn)
  return machine
}
