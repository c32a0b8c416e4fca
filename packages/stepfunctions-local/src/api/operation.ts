import type { Executions } from '../engine/executions.ts'
import type { Machines } from '../engine/machines.ts'
import type { Runtime } from '../engine/step.ts'
import type { Json, JsonObject } from '../language/json.ts'

/** What the API is served from. */
export interface Backend {
  readonly runtime: Runtime
  readonly machines: Machines
  readonly executions: Executions
}

export interface ApiCall {
  /** Aborted when the caller hangs up. */
  readonly signal: AbortSignal
}

export type Reply = { readonly [name: string]: Json | undefined }

export type Operation = (backend: Backend, body: JsonObject, call: ApiCall) => Reply | Promise<Reply>

/** AWS JSON 1.0 writes instants as seconds with a fraction. */
export function seconds(ms: number): number {
  return ms / 1_000
}

/** Without the fields that have no value, as they are left out on the wire. */
export function present(reply: Reply): JsonObject {
  const kept: JsonObject = {}
  for (const [name, value] of Object.entries(reply)) if (value !== undefined) kept[name] = value
  return kept
}
