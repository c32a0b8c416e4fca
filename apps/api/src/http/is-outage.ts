/** What the network, Node and the AWS SDK say when the other side cannot be reached or asks for patience. */
const OUTAGES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'TimeoutError',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'InternalServerError',
  'ServiceUnavailable',
])

/** Whether a store or service we depend on was away, so that the same request may well succeed a little later. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (OUTAGES.has(error.name) || ('code' in error && OUTAGES.has(String(error.code)))) return true
  const inner = error instanceof AggregateError ? error.errors : [error.cause]
  return inner.some((each) => each !== error && isOutage(each))
}
