import { readApi } from './connection.mjs'

/** The service is busy or away: worth a Retry. */
export class CountersignUnavailable extends Error {
  name = 'CountersignUnavailable'
}

/** The service refused this registration for good; the message is its problem document. */
export class CountersignRefused extends Error {
  name = 'CountersignRefused'
}

/**
 * The Lambda function `countersign-register`: posts its event to `POST /v1/approvals` and returns the answer.
 * Its error names are what a Retry or Catch can tell apart. Deployed as it is, with connection.mjs beside it.
 */
export async function handler(event) {
  const { url, key } = readApi()
  let response
  try {
    response = await fetch(`${url}/v1/approvals`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(10_000),
    })
  } catch (cause) {
    throw new CountersignUnavailable(`${url} did not answer: ${cause.message}`)
  }
  if (response.ok) return response.json()
  const problem = await response.text()
  const worthRepeating = response.status >= 500 || response.status === 429
  if (worthRepeating) throw new CountersignUnavailable(problem)
  throw new CountersignRefused(problem)
}
