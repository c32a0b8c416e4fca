import type { TaskState } from './definition.ts'
import { evaluateInteger, readInteger } from './field-value.ts'
import type { Json } from './json.ts'
import { evaluateJsonata } from './jsonata.ts'
import { evaluateTemplate } from './payload-template.ts'
import { type RandomSource, systemRandom } from './random-source.ts'
import type { Scope } from './scope.ts'

/** Absent where the definition gives none: the history events leave the field out then. */
export interface TaskLimits {
  readonly timeoutSeconds?: number
  readonly heartbeatSeconds?: number
}

/** `scope.input` is the effective input. */
export async function taskLimits(
  state: TaskState,
  scope: Scope,
  random: RandomSource = systemRandom,
): Promise<TaskLimits> {
  if (state.QueryLanguage === 'JSONPath') {
    const timeout =
      state.TimeoutSecondsPath === undefined
        ? state.TimeoutSeconds
        : readInteger('TimeoutSecondsPath', state.TimeoutSecondsPath, scope, 1)
    const heartbeat =
      state.HeartbeatSecondsPath === undefined
        ? state.HeartbeatSeconds
        : readInteger('HeartbeatSecondsPath', state.HeartbeatSecondsPath, scope, 1)
    return limits(timeout, heartbeat)
  }
  const { TimeoutSeconds, HeartbeatSeconds } = state
  return limits(
    TimeoutSeconds === undefined
      ? undefined
      : await evaluateInteger('TimeoutSeconds', TimeoutSeconds, scope, random, 1),
    HeartbeatSeconds === undefined
      ? undefined
      : await evaluateInteger('HeartbeatSeconds', HeartbeatSeconds, scope, random, 1),
  )
}

/** What a Task's Credentials come to, or undefined without any. */
export async function taskCredentials(
  state: TaskState,
  scope: Scope,
  random: RandomSource = systemRandom,
): Promise<Json | undefined> {
  if (state.Credentials === undefined) return undefined
  return state.QueryLanguage === 'JSONata'
    ? evaluateJsonata(state.Credentials, scope, random, 'Credentials')
    : evaluateTemplate(state.Credentials, scope, random)
}

function limits(timeoutSeconds: number | undefined, heartbeatSeconds: number | undefined): TaskLimits {
  return {
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(heartbeatSeconds === undefined ? {} : { heartbeatSeconds }),
  }
}
