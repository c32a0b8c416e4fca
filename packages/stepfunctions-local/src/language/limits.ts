import type { Json, JsonObject } from './json.ts'
import { StatesError } from './states-error.ts'

/** 256 KiB of UTF-8: the most a state may take in, hand on, or hold in one variable (AWS docs, "Service quotas"). */
export const maxPayloadBytes = 262_144

/** All variables of an execution together (AWS docs, "Passing data between states with variables"). */
const maxVariablesBytes = 10 * 1024 * 1024

function payloadBytes(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value), 'utf8')
}

/**
 * Refuses a document that AWS would not carry. `source` is what AWS names in its sentence: the resource type of an
 * integration (`lambda`), the ARN of a function, or the name of a state (recorded 21-03-2024).
 */
export function refuseOversize(value: Json, source: string): void {
  if (payloadBytes(value) > maxPayloadBytes) {
    throw new StatesError(
      'States.DataLimitExceeded',
      `The state/task '${source}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    )
  }
}

/** Holds an Assign to its limits: each variable, all it assigns, and all that the execution then holds. */
export function refuseOversizeVariables(assigned: JsonObject, held: Readonly<Record<string, Json>>): void {
  for (const [name, value] of Object.entries(assigned)) {
    if (payloadBytes(value) > maxPayloadBytes) throw tooLarge(`The variable '${name}' is larger than 256 KiB.`)
  }
  if (payloadBytes(assigned) > maxPayloadBytes) throw tooLarge('The values of one Assign are larger than 256 KiB.')
  if (payloadBytes({ ...held, ...assigned }) > maxVariablesBytes) {
    throw tooLarge('The variables of the execution are larger than 10 MiB.')
  }
}

function tooLarge(cause: string): StatesError {
  return new StatesError('States.DataLimitExceeded', cause)
}
