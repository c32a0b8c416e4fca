import { isJsonObject, type Json } from '../language/json.ts'
import { asText } from './as-text.ts'
import { type TaskCall, TaskError } from './integration.ts'
import { localClientOptions, sdkCall } from './sdk-call.ts'
import { sdkMetadata } from './sdk-metadata.ts'

const sqs = { errorPrefix: 'SQS', serviceName: 'AmazonSQS' }

/** `sqs:sendMessage`: a MessageBody that is an object travels as its JSON text [REC 18-04-2024]. */
export async function sendToQueue(endpoint: string, region: string, call: TaskCall): Promise<Json> {
  const parameters = isJsonObject(call.parameters) ? call.parameters : {}
  const { QueueUrl: queueUrl, MessageBody: body, ...rest } = parameters
  if (typeof queueUrl !== 'string') throw missing('QueueUrl')
  if (body === undefined) throw missing('MessageBody')
  const { SendMessageCommand, SQSClient } = await import('@aws-sdk/client-sqs')
  const client = new SQSClient(localClientOptions(endpoint, region))
  try {
    const message = new SendMessageCommand({ ...rest, QueueUrl: queueUrl, MessageBody: asText(body) })
    return { ...(await sdkCall(sqs, () => client.send(message))), ...sdkMetadata(call.random) }
  } finally {
    client.destroy()
  }
}

function missing(parameter: string): TaskError {
  return new TaskError(
    'SQS.AmazonSQSException',
    `The request must contain the parameter ${parameter}. (Service: AmazonSQS; Status Code: 400; Error Code: MissingParameter)`,
  )
}
