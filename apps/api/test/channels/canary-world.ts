import { randomBytes } from 'node:crypto'
import { integrationCreated } from '@countersign/shared/integrations'
import { DEFAULT_PREFERENCES } from '@countersign/shared/preferences'
import { webhookCreated } from '@countersign/shared/webhooks'
import { startMailServer } from '../email/mail-server.ts'
import type { Client, Reply } from '../http/support/test-api.ts'
import { signedHeaders } from '../integrations/integration-world.ts'
import { startSlackInWorld } from '../slack-in/slack-in-world.ts'
import type { SlackStandIn } from '../support/slack-stand-in.ts'
import { startReceiver } from '../webhooks/receiver.ts'

export type CanaryWorld = Awaited<ReturnType<typeof startCanaryWorld>>

/** Whatever the hour of the test. */
const AWAKE = { ...DEFAULT_PREFERENCES, quiet: null }
const LOGIN = { user: 'mailer', password: `smtp-password/${randomBytes(24).toString('hex')}` }

/** The emulated Slack has no direct messages with an app. */
const directMessages: SlackStandIn['fault'] = ({ method, fields }) => {
  if (method === 'conversations.open') return answer({ channel: { id: 'D000000001' } })
  return fields.channel === 'D000000001' ? answer({ channel: 'D000000001', ts: '1.000001' }) : undefined
}
const answer = (body: object) => ({ kind: 'answer' as const, status: 200, body: { ok: true, ...body } })

/** Every channel at once, each with a stand-in that keeps all it is sent: Slack, a mail server, webhook receivers. */
export async function startCanaryWorld(env: Readonly<Record<string, string>> = {}) {
  const [mail, receiver] = await Promise.all([startMailServer(LOGIN), startReceiver()])
  const signingSecret = 'signing-secret-of-the-tests'
  const clientSecret = randomBytes(24).toString('hex')
  let slackFault = directMessages
  const world = await startSlackInWorld(
    {
      SLACK_CLIENT_SECRET: clientSecret,
      MAIL_TRANSPORT: 'smtp',
      MAIL_FROM: 'Countersign <approvals@countersign.example.com>',
      SMTP_URL: mail.url,
      EGRESS_ALLOW: '127.0.0.0/8',
      EGRESS_ALLOW_HTTP: 'true',
      ...env,
    },
    (call) => slackFault(call),
  )
  const [helen, ana, marco] = await Promise.all(
    (['helen', 'ana', 'marco'] as const).map((person) => world.api.signIn(person)),
  )
  if (!helen || !ana || !marco) throw new Error('nobody signed in')
  for (const [person, wish] of [
    [helen, 'digest'],
    [ana, 'each'],
    [marco, 'each'],
  ] as const)
    await done(person, '/v1/me/preferences', { ...AWAKE, email: wish })

  const webhook = async (path: string, format: 'standard' | 'cloudevents') =>
    webhookCreated.parse((await done(helen, '/v1/webhooks', { name: path, url: receiver.url(path), format })).body)
  const plain = await webhook('/plain', 'standard')
  const cloud = await webhook('/cloud', 'cloudevents')
  const forwarded = {
    name: 'Service desk',
    teams: ['payments'],
    heartbeats: true,
    forwardUrl: receiver.url('/forward'),
  }
  const desk = integrationCreated.parse((await done(helen, '/v1/integrations', forwarded)).body)

  const closeSlackIn = world.close
  const now = async (): Promise<Date> => (await world.api.sql('select countersign_now() as at')).rows[0].at
  return Object.assign(world, {
    mail,
    receiver,
    helen,
    ana,
    marco,
    now,
    webhooks: [plain, cloud],
    desk,
    /** By name, none of which may be seen again. */
    secrets: {
      'signing secret of Slack': signingSecret,
      'client secret of Slack': clientSecret,
      'password of the mail server': LOGIN.password,
      'secret of a webhook': plain.secret.secret,
      'secret of another webhook': cloud.secret.secret,
      'secret of an integration': desk.secret.secret,
    },
    slackAnswers(next: SlackStandIn['fault'] = directMessages) {
      slackFault = next
    },
    /** As the outside system answers, at the address it was sent. */
    async callBack(callbackUrl: string, body: unknown): Promise<Reply> {
      const raw = JSON.stringify(body)
      const headers = signedHeaders(desk.secret.secret, raw, { at: await now() })
      return world.api.anonymous('POST', new URL(callbackUrl).pathname, { raw, headers })
    },
    async close() {
      await closeSlackIn()
      await Promise.all([mail.close(), receiver.close()])
    },
  })
}

export async function done(client: Client, path: string, body: object): Promise<Reply> {
  const reply = await client('POST', path, { body })
  if (reply.status >= 300) throw new Error(`${path} answered ${reply.status}: ${reply.text}`)
  return reply
}
