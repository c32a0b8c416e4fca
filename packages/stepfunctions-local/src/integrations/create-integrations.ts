import type { Json } from '../language/json.ts'
import { invokeApi, refuseTextHeaders } from './api-gateway.ts'
import { callHandler } from './call-handler.ts'
import { callDynamodb } from './dynamodb.ts'
import { putEvents } from './events.ts'
import { findHandler, type Handlers } from './handler.ts'
import { type Integrations, type TaskCall, TaskError } from './integration.ts'
import { invokeFunction, invokeLambda } from './lambda.ts'
import type { ServiceResource } from './resource.ts'
import { publishToTopic } from './sns.ts'
import { sendToQueue } from './sqs.ts'
import { type ChildExecutions, followChild, startChild } from './start-child.ts'

/** Where to send what no handler takes, by service. */
export interface Endpoints {
  readonly lambda?: string
  readonly sqs?: string
  readonly sns?: string
  readonly events?: string
  readonly dynamodb?: string
  /** Takes the place of the host in ApiEndpoint. A loopback ApiEndpoint needs none. */
  readonly apigateway?: string
}

export interface IntegrationsDeps {
  readonly handlers: Handlers
  readonly endpoints: Endpoints
  readonly region: string
  readonly children: ChildExecutions
}

/** A handler comes first; then what the engine does itself; then the configured endpoint of the service. */
export function createIntegrations({ handlers, endpoints, region, children }: IntegrationsDeps): Integrations {
  const lambda = { handlers, endpoint: endpoints.lambda }

  async function callService(resource: ServiceResource, call: TaskCall): Promise<Json> {
    const name = `${resource.resourceType}:${resource.action}`
    const handler = findHandler(handlers, resource.arn, `${resource.resourceType}:${resource.resource}`, name)
    if (handler !== undefined) return callHandler(handler, call.parameters, call)
    switch (name) {
      case 'lambda:invoke':
        return invokeLambda(lambda, call)
      case 'states:startExecution':
        return startChild(children, call)
      case 'apigateway:invoke':
        return invokeApi(endpoints.apigateway, call)
      case 'sqs:sendMessage':
        return sendToQueue(endpointOf('sqs', name), region, call)
      case 'sns:publish':
        return publishToTopic(endpointOf('sns', name), region, call)
      case 'events:putEvents':
        return putEvents(endpointOf('events', name), region, call)
    }
    if (resource.resourceType === 'dynamodb' || resource.resourceType === 'aws-sdk:dynamodb') {
      return callDynamodb(endpointOf('dynamodb', name), region, resource, call)
    }
    throw unknownTarget(name, '')
  }

  function endpointOf(service: keyof Endpoints, name: string): string {
    const endpoint = endpoints[service]
    if (endpoint === undefined) throw unknownTarget(name, `, or an endpoint for ${service}`)
    return endpoint
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
    follow(resource, started, report) {
      if (resource.resourceType === 'states') return followChild(children, resource, started, report)
      // The handler of any other `.sync` job does the whole job before it returns.
      queueMicrotask(() => report({ kind: 'succeeded', output: JSON.stringify(started) }))
      return { leave() {}, cancel() {} }
    },
  }
}

function unknownTarget(name: string, otherwise: string): TaskError {
  return new TaskError(
    'States.Runtime',
    `stepfunctions-local has nothing that does '${name}': give it a handler of that name${otherwise}.`,
  )
}
