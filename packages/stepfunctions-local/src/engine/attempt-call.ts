import { TaskError } from '../integrations/integration.ts'
import type { TaskResource } from '../integrations/resource.ts'
import { isJsonObject, type Json } from '../language/json.ts'
import { maxPayloadBytes } from '../language/limits.ts'
import type { RecordedEvent } from './execution.ts'
import type { PreparedTask } from './prepared-task.ts'
import { randomAt } from './random.ts'
import { type AttemptFacts, createTaskAttempt, type TaskAttempt, type TaskEnd } from './task-attempt.ts'
import { nextTurn } from './turn.ts'

type Called = Exclude<TaskResource, { kind: 'activity' }>

/** An attempt whose target the engine calls itself: a Lambda function or a service integration. */
export async function attemptCall(prepared: PreparedTask, resource: Called): Promise<RecordedEvent> {
  const { step, path, parameters, limits, token } = prepared
  const { runtime, execution, life } = step
  if (resource.kind === 'service') runtime.integrations.check(resource, parameters)
  const labels: AttemptFacts['labels'] =
    resource.kind === 'service' ? { resourceType: resource.resourceType, resource: resource.resource } : {}
  const attempt = createTaskAttempt({
    runtime,
    execution,
    life,
    stateName: step.stateName,
    path,
    family: resource.kind === 'service' ? 'Task' : 'LambdaFunction',
    labels,
    limits,
    ...(token === undefined ? {} : { token }),
  })
  attempt.schedule(prepared.previous, scheduledDetails(prepared, resource, labels))
  await life.wait(nextTurn())
  attempt.start({
    beat: !beatsAfterReturn(resource, parameters),
    ...(resource.kind === 'service' ? { details: labels } : {}),
  })
  const submitted = execution.recorded.get(`${path}/submitted`)?.event.details?.output
  if (typeof submitted === 'string') takeUp(attempt, prepared, resource, submitted)
  else if (attempt.isOpen()) void call(attempt, prepared, resource)
  return life.wait(attempt.ended)
}

function scheduledDetails(prepared: PreparedTask, resource: Called, labels: AttemptFacts['labels']) {
  const { step, parameters, limits, credentials } = prepared
  const text = JSON.stringify(parameters)
  return {
    ...(resource.kind === 'service'
      ? { ...labels, region: step.runtime.settings.region, parameters: text }
      : { resource: resource.arn, input: text }),
    timeoutInSeconds: limits.timeoutSeconds,
    heartbeatInSeconds: limits.heartbeatSeconds,
    taskCredentials: isJsonObject(credentials) ? { roleArn: credentials.RoleArn ?? null } : undefined,
  }
}

/** A Lambda that is waited for has its heartbeat counted from its return (AWS docs, "Invoke Lambda"). */
function beatsAfterReturn(resource: Called, parameters: Json): boolean {
  if (resource.kind !== 'service' || resource.resourceType !== 'lambda') return false
  const invocation =
    typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters)
      ? parameters.InvocationType
      : undefined
  return invocation !== 'Event'
}

async function call(attempt: TaskAttempt, prepared: PreparedTask, resource: Called): Promise<void> {
  const { step, path, parameters, retryCount, token } = prepared
  const { runtime, execution, life, stateName } = step
  const abort = new AbortController()
  const takeBack = life.onEnd(() => abort.abort())
  let returned = false
  // A target that answers the token before it returns is let finish; one that let the time run out is not.
  void attempt.ended.then(({ event }) => {
    if (!returned && event.type.endsWith('TimedOut')) abort.abort()
  })
  // What the target may tell the world (the token above all) has to be known after a crash of this process.
  execution.journal.flush()
  let end: TaskEnd | undefined
  try {
    const result = await runtime.integrations.call({
      resource,
      parameters,
      executionArn: execution.arn,
      stateMachineArn: execution.machine.arn,
      stateName,
      retryCount,
      ...(token === undefined ? {} : { taskToken: token }),
      random: randomAt(execution, `${path}/call`),
      signal: abort.signal,
    })
    const text = JSON.stringify(result ?? null)
    if (Buffer.byteLength(text) > maxPayloadBytes) end = tooLarge(resource)
    else if (resource.kind === 'service' && resource.pattern !== 'request') takeUp(attempt, prepared, resource, text)
    else end = { kind: 'succeeded', output: text }
  } catch (error) {
    end = failed(error)
  }
  returned = true
  takeBack()
  if (end !== undefined) attempt.end(end)
}

/** The call has returned: a callback waits for its token, a `.sync` task for its job. */
function takeUp(attempt: TaskAttempt, prepared: PreparedTask, resource: Called, submitted: string): void {
  if (!attempt.isOpen()) return
  const { runtime, life } = prepared.step
  attempt.submit(submitted)
  if (resource.kind !== 'service' || resource.pattern === 'callback') return
  const job = runtime.integrations.follow(resource, JSON.parse(submitted) as Json, attempt.end)
  const takeBack = life.onEnd(job.cancel)
  void attempt.ended.then(({ event }) => {
    takeBack()
    // Answered through its token, the task leaves the job alone; a task that timed out no longer wants it.
    if (event.type === 'TaskTimedOut') job.cancel()
    else job.leave()
  })
}

function failed(error: unknown): TaskEnd {
  if (error instanceof TaskError) {
    return { kind: 'failed', error: error.error, ...(error.cause === undefined ? {} : { cause: error.cause }) }
  }
  return { kind: 'failed', error: 'States.Runtime', cause: error instanceof Error ? error.message : String(error) }
}

function tooLarge(resource: Called): TaskEnd {
  const name = resource.kind === 'service' ? resource.resourceType : resource.arn
  return {
    kind: 'failed',
    error: 'States.DataLimitExceeded',
    cause: `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  }
}
