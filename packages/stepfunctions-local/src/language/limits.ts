import type { Json } from './json.ts'
import { StatesError } from './states-error.ts'

/** 256 KiB of UTF-8: the most a state may take in, hand on, or hold in one variable (AWS docs, "Service quotas"). */
export const maxPayloadBytes = 262_144

/** All variables of an execution together (AWS docs, "Passing data between states with variables"). */
export const maxVariablesBytes = 10 * 1024 * 1024

export function payloadBytes(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value), 'utf8')
}

/** Refuses a document that AWS would not carry; `what` and the state's name go into the message. */
export function refuseOversize(value: Json, what: string): void {
  if (payloadBytes(value) > maxPayloadBytes) {
    throw new StatesError('States.DataLimitExceeded', `The ${what} exceeded the maximum number of bytes service limit.`)
  }
}
