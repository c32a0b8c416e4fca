import { randomUUID } from 'node:crypto'
import { integrationCreated, type integrationRequest, issuedSecret } from '@countersign/shared/integrations'
import { Webhook } from 'standardwebhooks'
import type { z } from 'zod'
import { register } from '../http/support/registration-body.ts'
import { type Client, startTestApi } from '../http/support/test-api.ts'

export interface Sent {
  readonly id?: string
  readonly at?: Date
  /** Instead of the signature that the published library makes. */
  readonly signature?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** The whole API, an admin who sets integrations up, workflows that ask, and outside systems that sign with the npm library. */
export async function startIntegrationWorld(
  env: Readonly<Record<string, string>> = {},
  reroute?: (databaseUrl: string) => Promise<string>,
) {
  const api = await startTestApi(env, reroute)
  const admin = await api.signIn('helen')
  const registrar = await api.keyClient({ scopes: ['approvals:request', 'approvals:read', 'approvals:cancel'] })
  let made = 0

  return {
    api,
    admin,
    registrar,

    async integrate(request: Partial<z.input<typeof integrationRequest>> = {}, by: Client = admin) {
      made += 1
      const body = { name: `Integration ${made}`, teams: ['payments'], ...request }
      const reply = await by('POST', '/v1/integrations', { body })
      if (reply.status !== 201) throw new Error(`setting up answered ${reply.status}: ${reply.text}`)
      return integrationCreated.parse(reply.body)
    },

    async rotate(id: string, request: object = {}) {
      const reply = await admin('POST', `/v1/integrations/${id}/secrets`, { body: request })
      if (reply.status !== 201) throw new Error(`rotating answered ${reply.status}: ${reply.text}`)
      return issuedSecret.parse(reply.body)
    },

    async change(id: string, change: object) {
      const reply = await admin('POST', `/v1/integrations/${id}`, { body: change })
      if (reply.status !== 200) throw new Error(`changing answered ${reply.status}: ${reply.text}`)
    },

    /** An approval, and the address where outside systems answer it. */
    async ask(approval: Readonly<Record<string, unknown>> = {}, by: Client = registrar) {
      const view = await register(by, { approval })
      return { ...view, address: new URL(view.callbackUrl).pathname }
    },

    /** Signs as the other side would. */
    async send(address: string, secret: string, body: unknown, sent: Sent = {}) {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      return api.anonymous('POST', address, { raw: text, headers: signedHeaders(secret, text, sent) })
    },

    async counts(): Promise<{ votes: number; decisions: number; messages: number }> {
      const { rows } = await api.sql(`
        select (select count(*)::int from vote) as votes, (select count(*)::int from decision) as decisions,
          (select count(*)::int from received_message) as messages`)
      return rows[0]
    },
  }
}

export function signedHeaders(secret: string, text: string, sent: Sent = {}): Record<string, string> {
  const { id = `msg_${randomUUID()}`, at = new Date(), headers = {} } = sent
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': sent.signature ?? new Webhook(secret).sign(id, at, text),
    ...headers,
  }
}

export type IntegrationWorld = Awaited<ReturnType<typeof startIntegrationWorld>>
