import type { Settings } from '../engine/step.ts'
import { modelError } from './service-error.ts'

export type ResourceType = 'stateMachine' | 'execution' | 'activity' | 'express' | 'mapRun'

export function machineArn({ region, account }: Settings, name: string): string {
  return `arn:aws:states:${region}:${account}:stateMachine:${name}`
}

export function executionArn(machine: string, name: string): string {
  return `${machine.replace(':stateMachine:', ':execution:')}:${name}`
}

/** Express executions may share a name: each has an id of its own. */
export function expressArn(machine: string, name: string, id: string): string {
  return `${machine.replace(':stateMachine:', ':express:')}:${name}:${id}`
}

export function activityArn({ region, account }: Settings, name: string): string {
  return `arn:aws:states:${region}:${account}:activity:${name}`
}

/** Refuses what is not an ARN of the wanted kind, in the words AWS uses [REC 11-03-2024, 03-07-2024]. */
export function checkArn(arn: string, ...wanted: ResourceType[]): void {
  const parts = arn.split(':')
  if (parts[0] !== 'arn') throw modelError('InvalidArn', `Invalid ARN prefix: ${arn}`)
  if (parts.length < 7 || parts[2] !== 'states') throw modelError('InvalidArn', `Invalid ARN: ${arn}`)
  const type = parts[5] ?? ''
  if (!wanted.some((each) => each === type)) {
    throw modelError('InvalidArn', `Resource type not valid in this context: ${type}`)
  }
}

/** Blanks, control characters and the punctuation AWS lists as forbidden in names (API reference, CreateActivity). */
const forbidden = /[\s\p{Cc}<>{}[\]?*"#%\\^|~`$&,;:/]/u

export function checkName(name: string): void {
  if (forbidden.test(name)) throw modelError('InvalidName', name)
}
