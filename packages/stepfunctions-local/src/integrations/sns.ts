import { isJsonObject, type Json } from '../language/json.ts'
import { asText } from './as-text.ts'
import type { TaskCall } from './integration.ts'
import { localClientOptions, sdkCall } from './sdk-call.ts'
import { sdkMetadata } from './sdk-metadata.ts'

const sns = { errorPrefix: 'SNS', serviceName: 'AmazonSNS' }

/** `sns:publish`: a Message that is an object travels as its JSON text [REC 01-02-2024]. */
export async function publishToTopic(endpoint: string, region: string, call: TaskCall): Promise<Json> {
  const { Message: message, ...rest } = isJsonObject(call.parameters) ? call.parameters : {}
  const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns')
  const client = new SNSClient(localClientOptions(endpoint, region))
  try {
    const publish = new PublishCommand({ ...rest, Message: asText(message ?? '') })
    return { ...(await sdkCall(sns, () => client.send(publish))), ...sdkMetadata(call.random) }
  } finally {
    client.destroy()
  }
}
