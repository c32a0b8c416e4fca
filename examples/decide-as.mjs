import { randomUUID } from 'node:crypto'

async function call(url, init) {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) })
  const body = await response.json()
  if (!response.ok) throw new Error(`${init.method} ${url}: ${response.status} ${body.code ?? ''} ${body.detail ?? ''}`)
  return { response, body }
}

/**
 * Votes as one of the demo's people, the way a browser does: sign in, read the case, vote on the digest that was read.
 * Works only where `AUTH_MODE=demo`.
 */
export async function decideAs({ apiUrl, webUrl }, userId, approvalId, vote) {
  const headers = { origin: new URL(webUrl).origin, 'content-type': 'application/json' }
  const signIn = await call(`${apiUrl}/auth/demo/sign-in`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ userId }),
  })
  const cookie = signIn.response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const shown = await call(`${apiUrl}/v1/approvals/${approvalId}`, { method: 'GET', headers: { cookie } })
  const { body } = await call(`${apiUrl}/v1/approvals/${approvalId}/votes`, {
    method: 'POST',
    headers: {
      ...headers,
      cookie,
      'if-match': shown.response.headers.get('etag'),
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ ...vote, caseDigest: shown.body.caseDigest, undoSeconds: 0 }),
  })
  return body
}
