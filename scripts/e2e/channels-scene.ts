import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { startMailServer } from '../../apps/api/test/email/mail-server.ts'
import {
  createSlackDriver,
  openTrigger,
  slackButtons,
  slackPayloads,
} from '../../apps/api/test/support/slack-driver.ts'
import { ADMIN_TOKEN, GENERAL, SLACK_TEAM, startSlackStandIn } from '../../apps/api/test/support/slack-stand-in.ts'
import { startReceiver } from '../../apps/api/test/webhooks/receiver.ts'
import { makeEmptyHome } from './empty-home.ts'
import { signInAs } from './person.ts'
import { startCountersign } from './running-countersign.ts'
import { until } from './until.ts'
import { openWorkflows, reviewState } from './workflows.ts'

const SIGNING_SECRET = 'signing-secret-of-the-tests'
/** The one account the emulated Slack knows; it is Marco's. */
const MARCO = { userId: 'U000000001' }
const STRANGER = { userId: 'U00NOBODY1' }
/** Of a window of 40 hours more than three quarters; the hour before midnight might end, and its day with it. */
const LATER_HOURS = hourAfter(31) === 23 ? 32 : 31
const WINDOW_SECONDS = 40 * 3_600

export type ChannelsScene = Awaited<ReturnType<typeof startChannelsScene>>

/** `npm start` with Slack, a mail server and webhook receivers that keep all they are sent. */
export async function startChannelsScene() {
  const [home, slack, mail, receiver] = await Promise.all([
    makeEmptyHome(),
    startSlackStandIn(),
    startMailServer(),
    startReceiver(),
  ])
  // The emulated Slack tells nobody it does not know, and has no direct messages with an app.
  slack.fault = ({ method, fields }) => {
    const invented =
      method === 'conversations.open' || method === 'chat.postEphemeral' || fields.channel === 'D000000001'
    const body = {
      ok: true,
      channel: method === 'conversations.open' ? { id: 'D000000001' } : 'D000000001',
      ts: '1.000001',
    }
    return invented ? { kind: 'answer', status: 200, body } : undefined
  }
  const countersign = await startCountersign(home, {
    SLACK_MODE: 'http',
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_BOT_TOKEN: ADMIN_TOKEN,
    SLACK_CLIENT_ID: 'client-1',
    SLACK_CLIENT_SECRET: 'client-secret',
    SLACK_API_URL: slack.apiUrl,
    SLACK_WEB_URL: 'https://slack.example',
    MAIL_TRANSPORT: 'smtp',
    MAIL_FROM: 'Countersign <approvals@countersign.example.com>',
    SMTP_URL: mail.url,
    EGRESS_ALLOW: '127.0.0.0/8',
    EGRESS_ALLOW_HTTP: 'true',
    RATE_LIMIT_PER_MINUTE: '1000000',
    // Nobody asks Step Functions meanwhile whether the workflows still wait: that would be noted.
    LIVENESS_SECONDS: '3600',
  })
  const { demo } = countersign
  const owner = await openAsOwner(home, demo.databaseUrl)
  const workflows = await openWorkflows(demo)
  const driver = createSlackDriver(demo.webUrl, SIGNING_SECRET)
  const [helen, priya, marco] = await Promise.all(
    ['usr_helen', 'usr_priya', 'usr_marco'].map((id) => signInAs(demo, id)),
  )
  if (!helen || !priya || !marco) throw new Error('nobody signed in')

  const post = async (person: typeof helen, path: string, body: object): Promise<Record<string, unknown>> => {
    const { status, text } = await person.call('POST', path, body)
    if (status >= 300) throw new Error(`${path} answered ${status}: ${text}`)
    return JSON.parse(text)
  }
  const idIn = (answer: Record<string, unknown>, name: string) => (answer[name] as { id: string }).id

  return {
    demo,
    owner,
    slack,
    mail,
    receiver,
    helen,
    priya,
    post,

    /** Everything that makes a channel say something happens once. Resolves to the ids of what there is. */
    async play() {
      const wish = { slack: 'each', digestAt: hourAfter(LATER_HOURS) * 60, quiet: null, timeZone: 'UTC' }
      await Promise.all([
        post(helen, '/v1/me/preferences', { ...wish, email: 'each' }),
        post(priya, '/v1/me/preferences', { ...wish, email: 'each' }),
        post(marco, '/v1/me/preferences', { ...wish, email: 'digest' }),
      ])
      const names = { name: 'Plain', url: receiver.url('/plain') }
      const webhook = idIn(await post(helen, '/v1/webhooks', names), 'webhook')
      await post(helen, '/v1/webhooks', { name: 'Events', url: receiver.url('/events'), format: 'cloudevents' })
      const desk = { name: 'Service desk', teams: ['fulfilment'], forwardUrl: receiver.url('/forward') }
      const integration = idIn(await post(helen, '/v1/integrations', desk), 'integration')
      const route = { team: 'fulfilment', workspaceId: SLACK_TEAM, channelId: GENERAL }
      await until('the channel is chosen', async () =>
        (await helen.call('POST', '/v1/slack/routes', route)).status === 200 ? true : undefined,
      )
      await owner.query('insert into identity (issuer, subject, user_id) values ($1, $2, $3)', [
        `slack:${SLACK_TEAM}`,
        MARCO.userId,
        'usr_marco',
      ])

      const ask = (title: string) => {
        const evidence = [{ label: 'Photo', url: 'https://files.example.com/photo?signed=1' }]
        const requestedBy = { id: 'usr_priya', name: 'Priya Raman' }
        const words = { title, risk: 'low', case: { evidence }, why: 'See https://shop.example/why', requestedBy }
        const approval = { ...words, timeoutSeconds: WINDOW_SECONDS }
        return workflows.startDefinition({
          StartAt: 'Review',
          States: { Review: reviewState({ TimeoutSeconds: WINDOW_SECONDS, End: true }, approval) },
        })
      }
      const subjects = () => mail.received.map(({ headers }) => headers.get('subject') ?? '').join('\n')
      const mailed = (what: RegExp) =>
        until(`a mail like ${what}`, async () => {
          await owner.query(
            `update graphile_worker._private_jobs set run_at = now() where id in (
               select id from graphile_worker._private_jobs where locked_at is null and run_at > now()
               for update skip locked)`,
          )
          return what.test(subjects()) ? true : undefined
        })
      const open = await ask('Open')
      await mailed(/^Open · due/m)
      const [pressed, voted, withdrawn] = await Promise.all(['Pressed', 'Voted', 'Withdrawn'].map(ask))
      if (!pressed || !voted || !withdrawn) throw new Error('not all have started')

      const shown = async (id: string, outcome: string) => {
        const { version, attempt, caseDigest } = await priya.approval(id)
        return { approvalId: id, version, attempt, caseDigest, outcome }
      }
      const place = { channel_id: GENERAL }
      const press = (person: { userId: string }, button: object, trigger?: string) =>
        driver.send(slackPayloads.press(person, button, place, trigger))
      await press(STRANGER, slackButtons.decide(await shown(pressed.approvalId, 'approve')))
      await press(
        MARCO,
        slackButtons.form(await shown(open.approvalId, 'reject')),
        await openTrigger(slack, MARCO.userId),
      )
      for (const text of ['mine', 'search Open', 'help', '']) await driver.send(slackPayloads.command(MARCO, text))
      await driver.send(slackPayloads.command(STRANGER, 'mine'))
      await driver.send(slackPayloads.event({ type: 'app_home_opened', user: MARCO.userId, tab: 'home' }))
      await driver.send(slackPayloads.event({ type: 'app_home_opened', user: STRANGER.userId, tab: 'home' }))
      await post(helen, `/v1/approvals/${open.approvalId}/comments`, { text: 'Looking at it.' })
      await press(MARCO, slackButtons.decide(await shown(pressed.approvalId, 'approve')))
      const { caseDigest } = await helen.approval(voted.approvalId)
      await post(helen, `/v1/approvals/${voted.approvalId}/votes`, { outcome: 'approve', caseDigest, undoSeconds: 0 })
      await post(helen, `/v1/approvals/${withdrawn.approvalId}/cancel`, {})
      // Too late, and so told who was first.
      await until('the press is counted', async () =>
        (await priya.approval(pressed.approvalId)).status === 'approved' ? true : undefined,
      )
      await press(MARCO, slackButtons.decide({ ...(await shown(pressed.approvalId, 'approve')), outcome: 'reject' }))
      await post(marco, '/v1/me/slack/link', {})
      await post(helen, '/v1/slack/install', {})
      await post(helen, `/v1/webhooks/${webhook}/ping`, {})

      await owner.query(
        `create or replace function countersign_now() returns timestamptz language sql volatile as
         $$ select clock_timestamp() + interval '${LATER_HOURS} hours' $$`,
      )
      await owner.query(`select graphile_worker.add_job(name) from unnest($1::text[]) as name`, [
        ['plan-reminders', 'plan-digests'],
      ])
      for (const what of [/^Reminder: /m, /waits? for you/, /answered|^(Pressed|Voted|Withdrawn) · /m])
        await mailed(what)
      return { webhook, integration, approval: open.approvalId, decided: voted.approvalId }
    },

    async stop() {
      await owner.end()
      workflows.close()
      await countersign.interrupt()
      await Promise.all([slack.close(), mail.close(), receiver.close()])
      await rm(home, { recursive: true, force: true })
    },
  }
}

function hourAfter(hours: number): number {
  return new Date(Date.now() + hours * 3_600_000).getUTCHours()
}

async function openAsOwner(home: string, databaseUrl: string): Promise<pg.Client> {
  const { databaseOwnerPassword } = JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8'))
  const url = new URL(databaseUrl)
  Object.assign(url, { username: 'countersign_owner', password: databaseOwnerPassword })
  const owner = new pg.Client({ connectionString: url.href })
  await owner.connect()
  return owner
}
