import { isJsonObject, type Json, type JsonObject } from '../language/json.ts'
import { asText } from './as-text.ts'
import { type TaskCall, TaskError } from './integration.ts'
import { localClientOptions, sdkCall } from './sdk-call.ts'
import { sdkMetadata } from './sdk-metadata.ts'

const events = { errorPrefix: 'EventBridge', serviceName: 'AmazonEventBridge' }

/** `events:putEvents`: every entry names the machine and the execution among its resources [REC 06-11-2025]. */
export async function putEvents(endpoint: string, region: string, call: TaskCall): Promise<Json> {
  const given = isJsonObject(call.parameters) ? call.parameters.Entries : undefined
  const entries = (Array.isArray(given) ? given : []).filter(isJsonObject)
  const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge')
  const client = new EventBridgeClient(localClientOptions(endpoint, region))
  try {
    const put = new PutEventsCommand({ Entries: entries.map((entry) => withOrigin(entry, call)) })
    const answer = await sdkCall(events, () => client.send(put))
    const { FailedEntryCount: failed } = answer
    if (typeof failed === 'number' && failed > 0) throw new TaskError('EventBridge.FailedEntry', JSON.stringify(answer))
    return { ...answer, ...sdkMetadata(call.random) }
  } finally {
    client.destroy()
  }
}

function withOrigin({ Detail: detail, Resources: resources, ...rest }: JsonObject, call: TaskCall) {
  const named = Array.isArray(resources) ? resources.map(String) : []
  return {
    ...rest,
    ...(detail === undefined ? {} : { Detail: asText(detail) }),
    Resources: [...named, call.stateMachineArn, call.executionArn],
  }
}
