import type { JsonObject } from '../language/json.ts'
import type { RandomSource } from '../language/random-source.ts'

/** What AWS adds to the results of its optimized integrations. */
export function sdkMetadata(random: RandomSource, statusCode = 200): JsonObject {
  const requestId = random.uuid()
  const headers = { 'x-amzn-RequestId': requestId, 'Content-Type': 'application/json' }
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: statusCode,
    },
    SdkResponseMetadata: { RequestId: requestId },
  }
}
