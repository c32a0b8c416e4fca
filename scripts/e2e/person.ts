import { type Problem, problemSchema } from '@countersign/shared/problems'
import { type ApprovalPage, type ApprovalView, approvalPage, approvalView } from '@countersign/shared/views'
import type { Demo } from './running-countersign.ts'

export interface Reply {
  status: number
  headers: Headers
  text: string
}

export interface Person {
  cookie: string
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>
  approval(id: string): Promise<ApprovalView>
  pending(): Promise<ApprovalPage['items']>
  /** Votes on the case as it is now, sent at once unless `undoSeconds` says otherwise. */
  vote(id: string, outcome: string, more?: object): Promise<Reply>
}

/** One of the demo's people, signed in through the front door as a browser is. */
export async function signInAs({ webUrl }: Demo, userId: string): Promise<Person> {
  let cookie = ''

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${webUrl}${path}`, {
      method,
      headers: {
        origin: webUrl,
        cookie,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }

  async function approval(id: string) {
    return approvalView.parse(JSON.parse((await call('GET', `/v1/approvals/${id}`)).text))
  }

  const { headers } = await call('POST', '/auth/demo/sign-in', { userId })
  cookie = headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  return {
    cookie,
    call,
    approval,
    async pending() {
      return approvalPage.parse(JSON.parse((await call('GET', '/v1/approvals?status=pending&limit=100')).text)).items
    },
    async vote(id, outcome, more = {}) {
      const { caseDigest } = await approval(id)
      return call('POST', `/v1/approvals/${id}/votes`, { outcome, caseDigest, undoSeconds: 0, ...more })
    },
  }
}

export const problemOf = ({ text }: { text: string }): Problem => problemSchema.parse(JSON.parse(text))
