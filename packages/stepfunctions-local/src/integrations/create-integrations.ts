import { isJsonObject, type Json } from '../language/json.ts'
import { StatesError } from '../language/states-error.ts'
import { callHandler } from './call-handler.ts'
import type { Handlers } from './handler.ts'
import { type Integrations, type TaskCall, TaskError } from './integration.ts'
import { invokeFunction, invokeLambda } from './lambda.ts'
import type { ServiceResource } from './resource.ts'
import type { ChildExecutions } from './start-child.ts'
import { followChild, startChild } from './start-child.ts'

/** Where to send what no handler takes, by service. */
export interface Endpoints {
  readonly lambda?: string
  readonly sqs?: string
  readonly sns?: string
  readonly events?: string
  readonly dynamodb?: string
  readonly apigateway?: string
}

export interface IntegrationsDeps {
  readonly handlers: Handlers
  readonly endpoints: Endpoints
  readonly region: string
  readonly children: ChildExecutions
}

export function createIntegrations(deps: IntegrationsDeps): Integrations {
  const lambda = { handlers: deps.handlers, endpoint: deps.endpoints.lambda }

  async function callService(resource: ServiceResource, call: TaskCall): Promise<Json> {
    const name = `${resource.resourceType}:${resource.action}`
    const handler =
      deps.handlers[resource.arn] ??
      deps.handlers[`${resource.resourceType}:${resource.resource}`] ??
      deps.handlers[name]
    if (handler !== undefined) return callHandler(handler, call.parameters, call)
    if (name === 'lambda:invoke') return invokeLambda(lambda, call)
    if (name === 'states:startExecution') return startChild(deps.children, call)
    throw new TaskError(
      'States.Runtime',
      `stepfunctions-local does not know what ${resource.arn} is: give it a handler named '${name}'.`,
    )
  }

  return {
    check(resource, parameters) {
      if (resource.resourceType === 'apigateway') refuseTextHeaders(parameters)
    },
    async call(call) {
      const { resource } = call
      if (resource.kind === 'lambda') return invokeFunction(lambda, call, resource.functionName)
      if (resource.kind === 'service') return callService(resource, call)
      throw new TaskError('States.Runtime', 'An activity is polled, not called')
    },
    follow: (resource, started, report) => followChild(deps.children, resource, started, report),
  }
}

/** A header value has to be an array; with a string AWS does not even schedule the task [REC 06-10-2024]. */
function refuseTextHeaders(parameters: Json): void {
  const headers = isJsonObject(parameters) ? parameters.Headers : undefined
  if (headers === undefined || headers === null) return
  if (isJsonObject(headers) && Object.values(headers).every((value) => Array.isArray(value))) return
  throw new StatesError(
    'States.Runtime',
    `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [The value of the field 'Headers' has an invalid format]`,
  )
}
