import { isJsonObject, type Json } from '../language/json.ts'
import { type TaskCall, TaskError } from './integration.ts'
import type { ServiceResource } from './resource.ts'
import { localClientOptions, sdkCall } from './sdk-call.ts'
import { sdkMetadata } from './sdk-metadata.ts'

/** `dynamodb:*` (optimized) and `aws-sdk:dynamodb:*`; values are in DynamoDB's own JSON in both. */
export async function callDynamodb(
  endpoint: string,
  region: string,
  resource: ServiceResource,
  call: TaskCall,
): Promise<Json> {
  const { DynamoDBClient, ...module } = await import('@aws-sdk/client-dynamodb')
  const optimized = resource.resourceType === 'dynamodb'
  const service = { errorPrefix: optimized ? 'DynamoDB' : 'DynamoDb', serviceName: 'DynamoDb' }
  const name = `${resource.action.charAt(0).toUpperCase()}${resource.action.slice(1)}Command`
  const command = Object.entries(module).find(([exported]) => exported === name)?.[1] as CommandClass | undefined
  if (command === undefined) throw new TaskError('States.Runtime', `DynamoDB has no action ${resource.action}`)
  const client = new DynamoDBClient(localClientOptions(endpoint, region))
  try {
    const input = isJsonObject(call.parameters) ? call.parameters : {}
    const answer = await sdkCall(service, () => client.send(new command(input) as never))
    return optimized ? { ...answer, ...sdkMetadata(call.random) } : answer
  } finally {
    client.destroy()
  }
}

type CommandClass = new (input: object) => object
