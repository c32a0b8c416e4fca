import type { Json } from '../language/json.ts'
import { TaskError } from './integration.ts'

export interface SdkService {
  /** Before the dot of an error: `SQS` in `SQS.AmazonSQSException`. */
  readonly errorPrefix: string
  /** As AWS's messages name the service. */
  readonly serviceName: string
}

/** Local endpoints take any credentials; one attempt, because Retry is the definition's business. */
export function localClientOptions(endpoint: string, region: string) {
  return {
    endpoint,
    region,
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  }
}

/** Calls a service and gives its answer as plain JSON, its errors as AWS names them in a workflow. */
export async function sdkCall(service: SdkService, send: () => Promise<object>): Promise<{ [key: string]: Json }> {
  try {
    const { $metadata: _, ...answer } = (await send()) as { $metadata?: unknown; [key: string]: unknown }
    return JSON.parse(JSON.stringify(answer, bytesAsBase64)) as { [key: string]: Json }
  } catch (error) {
    throw asTaskError(service, error)
  }
}

function bytesAsBase64(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
}

interface SdkError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string }
}

function asTaskError({ errorPrefix, serviceName }: SdkService, thrown: unknown): TaskError {
  const error: SdkError = thrown instanceof Error ? thrown : new Error(String(thrown))
  const status = error.$metadata?.httpStatusCode
  if (status === undefined) {
    const reason = error.message || error.name
    return new TaskError(`${errorPrefix}.SdkClientException`, `Unable to execute HTTP request: ${reason}`)
  }
  const name = error.name.endsWith('Exception') ? error.name : `${error.name}Exception`
  const requestId = error.$metadata?.requestId ?? 'unknown'
  return new TaskError(
    `${errorPrefix}.${name}`,
    `${error.message} (Service: ${serviceName}, Status Code: ${status}, Request ID: ${requestId})`,
  )
}
