import { holdsToken, parseResource } from '../integrations/resource.ts'
import type { TaskState } from '../language/definition.ts'
import type { Json } from '../language/json.ts'
import { taskCredentials, taskLimits } from '../language/task-limits.ts'
import { attemptActivity } from './attempt-activity.ts'
import { attemptCall } from './attempt-call.ts'
import { contextOf, filteredScope, inputOf, outputOf } from './evaluate.ts'
import type { RecordedEvent } from './execution.ts'
import { Failure } from './failure.ts'
import type { PreparedTask } from './prepared-task.ts'
import { randomAt } from './random.ts'
import { type Attempt, recover } from './recover.ts'
import { stateFailure } from './state-failure.ts'
import type { StateResult, Step } from './step.ts'
import { transition } from './transition.ts'

export function runTask(step: Step<TaskState>): Promise<StateResult> {
  return recover(step, 0, (attempt) => attemptTask(step, attempt))
}

async function attemptTask(step: Step<TaskState>, attempt: Attempt): Promise<StateResult> {
  const { state, runtime, execution, life } = step
  const resource = parseResource(state.Resource)
  // A redrive begins new attempts, and with them new tokens.
  const path = `${step.path}/r${execution.redriveCount}a${attempt.number}`
  const token = holdsToken(resource) ? runtime.tokens.mint(execution.arn, path) : undefined
  const context = contextOf(step, {
    retryCount: attempt.retryCount,
    // An activity's worker gets its token from GetActivityTask; the definition never sees it.
    ...(token === undefined || resource.kind === 'activity' ? {} : { taskToken: token }),
  })
  const scope = filteredScope(step, context)
  const random = (part: string) => randomAt(execution, `${path}/${part}`)
  const prepared: PreparedTask = {
    step,
    path,
    previous: attempt.previous,
    retryCount: attempt.retryCount,
    parameters: await life.wait(inputOf(step, context)),
    limits: await life.wait(taskLimits(state, scope, random('limits'))),
    credentials: await life.wait(taskCredentials(state, scope, random('credentials'))),
    token,
  }
  const attempted =
    resource.kind === 'activity' ? attemptActivity(prepared, resource.arn) : attemptCall(prepared, resource)
  const { event, heartbeat } = await life.wait(attempted)
  const output = event.details?.output
  if (typeof output !== 'string') throw taskFailure(event, heartbeat)
  try {
    const shaped = await life.wait(outputOf(step, context, JSON.parse(output) as Json))
    return { ...shaped, ...transition(state), previous: event.id }
  } catch (error) {
    throw stateFailure(step, error, `a${attempt.number}`, event.id)
  }
}

function taskFailure(event: RecordedEvent['event'], heartbeat: true | undefined): Failure {
  const error = event.details?.error
  const cause = event.details?.cause
  return new Failure({
    error: typeof error === 'string' ? error : undefined,
    cause: typeof cause === 'string' ? cause : undefined,
    eventId: event.id,
    at: event.timestamp,
    heartbeat: heartbeat ?? false,
  })
}
