import { randomBytes } from 'node:crypto'
import { approvalView } from '@countersign/shared/views'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contextBody, freshToken } from '../http/support/registration-body.ts'
import { PEOPLE } from '../http/support/seed-company.ts'
import { ANA_IN_SLACK, GENERAL, shownOf } from '../slack-in/slack-in-world.ts'
import { openTrigger, slackButtons, slackPayloads } from '../support/slack-driver.ts'
import { ADMIN_TOKEN } from '../support/slack-stand-in.ts'
import { createTokenSearch } from '../support/token-search.ts'
import { type CanaryWorld, done, startCanaryWorld } from './canary-world.ts'

/** Long enough that a line break of a mail or an encoding of part of it does not hide it. */
const canary = (what: string) => `CANARY${what}${randomBytes(60).toString('hex')}`

/** What a case may hold and no channel may carry, nor any log. */
const PRIVATE = {
  'a sensitive field': canary('FIELD'),
  'a sensitive field that is a link': canary('LINK'),
  'the old value of a sensitive change': canary('FROM'),
  'the new value of a sensitive change': canary('TO'),
  'the payload': canary('PAYLOAD'),
  'a key of the payload': canary('KEY'),
  'the input of the execution': canary('INPUT'),
  'the path of an address of evidence': canary('EVIDENCE'),
  'the signature in an address of evidence': canary('PRESIGNED'),
  'a tag': canary('TAG'),
  'the business key': canary('BUSINESS'),
  "a reviewer's edit": canary('EDIT'),
  'an answer that no mapping reads': canary('UNREAD'),
  'a forged answer': canary('FORGED'),
  'an address somebody made up': canary('ADDRESS'),
}
/** Of the task itself, of a task inside its input, and where a careless workflow puts those of others. */
const TOKENS = {
  'the task token': freshToken(),
  'a token in the input of the execution': freshToken(),
  'a token in the payload': freshToken(),
  'a token in a sensitive field': freshToken().slice(0, 400),
  'a token in a sensitive change': freshToken(),
}
/** What people are meant to read; no log line has it either. */
const SHOWN = {
  title: `Refund to ${canary('TITLE').slice(0, 60)}`,
  why: canary('WHY'),
  comment: canary('COMMENT'),
  requester: canary('REQUESTER').slice(0, 60),
}

let world: CanaryWorld
/** Every answer of the API that is not the one in which a secret is shown. */
const answers: string[] = []
/** In the answers of the Slack, mail and webhook stand-ins that fail. */
const echoes: string[] = []

beforeAll(async () => {
  world = await startCanaryWorld()
})
afterAll(() => world?.close())

const registration = (approval: object, enteredAt: Date, token = freshToken()) => {
  const body = contextBody({
    token,
    state: { EnteredTime: enteredAt.toISOString() },
    approval: {
      title: SHOWN.title,
      why: SHOWN.why,
      risk: 'low',
      key: PRIVATE['the business key'],
      requestedBy: { id: 'usr_marco', name: SHOWN.requester },
      timeoutSeconds: 14_400,
      tags: { env: 'prod', customer: PRIVATE['a tag'] },
      case: {
        fields: [
          { label: 'Card', value: PRIVATE['a sensitive field'], sensitive: true },
          {
            label: 'File',
            value: `https://${PRIVATE['a sensitive field that is a link']}.example/`,
            sensitive: true,
            format: 'url',
          },
          { label: 'Resume with', value: TOKENS['a token in a sensitive field'], sensitive: true },
        ],
        changes: [
          {
            field: 'IBAN',
            from: PRIVATE['the old value of a sensitive change'],
            to: [
              { iban: PRIVATE['the new value of a sensitive change'], token: TOKENS['a token in a sensitive change'] },
            ],
            sensitive: true,
          },
        ],
        payload: {
          customer: PRIVATE['the payload'],
          [PRIVATE['a key of the payload']]: 1,
          inner: { Task: { Token: TOKENS['a token in the payload'] } },
        },
        evidence: [
          {
            label: 'Photo',
            url: `https://files.example.com/${PRIVATE['the path of an address of evidence']}?X-Amz-Signature=${PRIVATE['the signature in an address of evidence']}`,
          },
        ],
      },
      form: { schema: { type: 'object', properties: { iban: { type: 'string' } } }, initial: {} },
      ...approval,
    },
  })
  const input = { card: PRIVATE['the input of the execution'], token: TOKENS['a token in the input of the execution'] }
  return { ...body, context: { ...body.context, Execution: { ...body.context.Execution, Input: input } } }
}

async function ask(approval: object = {}, token?: string) {
  const reply = await done(world.client, '/v1/approvals', registration(approval, await world.now(), token))
  const { id, callbackUrl } = reply.body as { id: string; callbackUrl: string }
  const view = approvalView.parse((await world.client('GET', `/v1/approvals/${id}`)).body)
  return { ...view, callbackUrl }
}

const HOUR = 3_600_000
const place = { channel_id: GENERAL }
const inSlack = { userId: ANA_IN_SLACK }

describe('canaries', { timeout: 120_000 }, () => {
  it('go into a case that lives through everything every channel does', async () => {
    const told = await ask({}, TOKENS['the task token'])
    const [pressed, called, rejected, withdrawn] = [await ask(), await ask(), await ask(), await ask()]
    const left = await ask({ timeoutSeconds: undefined })
    const post = async (path: string, body: object) => answers.push((await done(world.ana, path, body)).text)
    for (let second = 0; second < 8; second += 1) await world.workAfter(2_000)
    await world.workAfter(60_000)

    await post(`/v1/approvals/${told.id}/comments`, { text: SHOWN.comment })
    await world.driver.send(slackPayloads.command(inSlack, 'mine'))
    await world.driver.send(slackPayloads.command(inSlack, `search ${PRIVATE['an address somebody made up']}`))
    await world.driver.send(slackPayloads.event({ type: 'app_home_opened', user: ANA_IN_SLACK, tab: 'home' }))
    const trigger = await openTrigger(world.slack, ANA_IN_SLACK)
    const form = { ...shownOf(pressed), outcome: 'reject' }
    await world.driver.send(slackPayloads.press(inSlack, slackButtons.form(form), place, trigger))
    const decide = { ...shownOf(pressed), outcome: 'approve' }
    await world.driver.send(slackPayloads.press(inSlack, slackButtons.decide(decide), place))
    // Somebody nobody knows is told how to link; a stranger's workspace is told nothing.
    await world.driver.send(slackPayloads.press({ userId: 'U00NOBODY9' }, slackButtons.decide(decide), place))
    await world.workAfter(2_000)

    const unread = PRIVATE['an answer that no mapping reads']
    expect((await world.callBack(called.callbackUrl, { nothing: unread })).status).toBe(202)
    expect((await world.callBack(called.callbackUrl, { outcome: unread })).status).toBe(422)
    const approve = { outcome: 'approve', input: { iban: PRIVATE["a reviewer's edit"] } }
    expect((await world.callBack(called.callbackUrl, approve)).status).toBe(200)
    const vote = { outcome: 'reject', caseDigest: rejected.caseDigest, comment: SHOWN.comment, undoSeconds: 0 }
    await post(`/v1/approvals/${rejected.id}/votes`, vote)
    await done(world.client, `/v1/approvals/${withdrawn.id}/cancel`, { comment: SHOWN.comment })
    for (let second = 0; second < 8; second += 1) await world.workAfter(2_000)
    await world.workAfter(60_000)

    // Three quarters of the window are over; then all of a day, in which the digest's hour is.
    await world.workAfter(3.1 * HOUR)
    await world.handlers['plan-reminders']({})
    await world.workAfter(60_000)
    for (let hour = 0; hour < 25; hour += 5) {
      await world.workAfter(5 * HOUR)
      await world.handlers['plan-digests']({})
    }
    await world.workAfter(60_000)
    const kinds = await world.api.sql(`select distinct kind || ' ' || channel || ' ' || status as told from notice`)
    expect(kinds.rows.map(({ told: kind }) => kind)).toEqual(
      expect.arrayContaining([
        'request email sent',
        'reminder email sent',
        'outcome email sent',
        'digest email sent',
        'request slack sent',
      ]),
    )
    const subjects = world.mail.received.map(({ headers }) => headers.get('subject') ?? '').join('\n')
    expect(subjects).toMatch(/Reminder:/)
    expect(subjects).toMatch(/approvals? waits? for you|was answered|were answered/)
    expect((await world.client('GET', `/v1/approvals/${left.id}`)).body).toMatchObject({ status: 'pending' })
  })

  it('go into what fails: Slack, the mail server and receivers that answer with all they were sent', async () => {
    const echo = (body: string) => {
      echoes.push(body)
      return body
    }
    const failures = [
      (body: string) => ({
        status: 200,
        body: { ok: false, error: echo(body), response_metadata: { messages: [body] } },
      }),
      (body: string) => ({
        status: 200,
        body: { ok: false, error: 'invalid_blocks', response_metadata: { messages: [echo(body)] } },
      }),
      (body: string) => ({ status: 500, body: { error: echo(body) } }),
      (body: string) => ({ status: 429, headers: { 'Retry-After': '1' }, body: { error: echo(body) } }),
    ]
    for (const [n, failure] of failures.entries()) {
      world.mail.answer([550, 451, 535, 554][n] ?? 550)
      world.receiver.behave(() => ({
        status: [500, 302, 503, 400][n] ?? 500,
        headers: { location: '/elsewhere' },
        echo: true,
      }))
      world.slackAnswers(({ body }) => ({ kind: 'answer', ...failure(decodeURIComponent(body.replaceAll('+', ' '))) }))
      const { id, callbackUrl, caseDigest } = await ask()
      await world.workAfter(2_000)
      await done(world.ana, `/v1/approvals/${id}/comments`, { text: SHOWN.comment })
      const form = { ...shownOf({ id, caseDigest, version: 1, attempt: 1 }), outcome: 'reject' }
      await world.driver.send(slackPayloads.press(inSlack, slackButtons.form(form), place))
      await world.callBack(callbackUrl, { outcome: PRIVATE['an answer that no mapping reads'].slice(0, 40) })
      await world.workAfter(60_000)
    }
    world.slackAnswers()
    world.mail.answer(250)
    expect(echoes.length).toBeGreaterThan(10)

    // What nobody signed, and what is no address of ours.
    const headers = {
      'webhook-id': PRIVATE['a forged answer'],
      'webhook-timestamp': '1',
      'webhook-signature': `v1,${PRIVATE['a forged answer']}`,
    }
    for (const path of [`/v1/callbacks/${PRIVATE['an address somebody made up']}`, '/slack/events'])
      expect(
        (await world.api.anonymous('POST', path, { raw: JSON.stringify(PRIVATE['a forged answer']), headers })).status,
      ).toBeGreaterThanOrEqual(400)
    const [webhook] = world.webhooks
    const url = `http://user:${PRIVATE['an address somebody made up']}@127.0.0.1/`
    expect((await world.helen('POST', `/v1/webhooks/${webhook?.webhook.id}`, { body: { url } })).status).toBe(422)
  })

  it('go out again when they are redelivered', async () => {
    world.receiver.behave(() => ({ status: 204 }))
    for (const { webhook } of world.webhooks) {
      const page = (await world.helen('GET', `/v1/webhooks/${webhook.id}/deliveries?limit=100`)).body as {
        items: { eventId: string }[]
      }
      for (const { eventId } of page.items.slice(0, 5))
        await done(world.helen, `/v1/webhooks/${webhook.id}/deliveries/${eventId}/redeliver`, {})
      await done(world.helen, `/v1/webhooks/${webhook.id}/ping`, {})
    }
    const before = world.receiver.received.length
    await world.workAfter(60_000)
    expect(world.receiver.received.length).toBeGreaterThan(before)
  })

  it('left nothing behind: no token, nothing private, in Slack, mails, webhooks or logs', async () => {
    const left = whatLeft()
    for (const [place, parts] of Object.entries(left)) {
      const found = [...Object.entries(PRIVATE), ...Object.entries(TOKENS)].flatMap(([what, secret]) => {
        const search = createTokenSearch([secret])
        return parts.some((part) => search(part) !== undefined) ? [what] : []
      })
      expect({ place, found }).toEqual({ place, found: [] })
    }
    // The search looked where there was something, and finds what is there to be found.
    for (const [where, word] of [
      ['Slack', SHOWN.title],
      ['Slack', SHOWN.comment],
      ['mails', SHOWN.title],
      ['webhooks', SHOWN.title],
      ['webhooks', SHOWN.comment],
      ['logs', 'webhook tried'],
      ['logs', 'a callback was not believed'],
      ['logs', 'a notice was refused'],
      ['logs', 'Slack refused a message'],
      ['logs', 'in the name of Slack was refused'],
    ] as const)
      expect([where, word, left[where].some((part) => part.includes(word))]).toEqual([where, word, true])
    const search = createTokenSearch([SHOWN.why])
    expect(left.mails.some((part) => search(part) !== undefined)).toBe(true)
    expect(left.Slack.some((part) => search(part) !== undefined)).toBe(true)
  })

  it('left no name, no address and no title in the logs: ids only', () => {
    const logs = whatLeft().logs.join('\n').toLowerCase()
    const people = Object.values(PEOPLE).flatMap(({ id, name }) => [name, `${id}@example.com`])
    for (const word of [...people, ...Object.values(SHOWN), '@example.com', 'Service desk'])
      expect([word, logs.includes(word.toLowerCase())]).toEqual([word, false])
    expect(logs).toMatch(/apr_[0-9a-z]{20,}/)
  })

  it('showed no secret of ours again: not in answers, the log of tries, the audit trail, any message or any table', async () => {
    for (const path of [
      '/v1/webhooks',
      '/v1/integrations',
      '/v1/slack',
      '/v1/me/slack',
      '/v1/approvals?limit=100',
      '/metrics',
      '/openapi.json',
      `/v1/integrations/${world.desk.integration.id}`,
      `/v1/integrations/${world.desk.integration.id}/messages`,
    ])
      answers.push((await world.helen('GET', path)).text)
    const { rows: approvals } = await world.api.sql('select id from approval')
    for (const { id } of approvals)
      for (const path of ['', '/projection', '/audit'])
        answers.push((await world.helen('GET', `/v1/approvals/${id}${path}`)).text)
    const tries: string[] = []
    const { rows: deliveries } = await world.api.sql('select endpoint_id, event_id from webhook_delivery')
    for (const { endpoint_id: endpoint, event_id: event } of deliveries)
      tries.push((await world.helen('GET', `/v1/webhooks/${endpoint}/deliveries/${event}`)).text)
    expect(tries.join('\n')).toContain('user-agent')

    const { Slack, mails, webhooks, logs } = whatLeft()
    const places = { Slack, mails, webhooks, logs, answers, tries, tables: await everyRow() }
    const secrets = { ...world.secrets, 'token of the bot': ADMIN_TOKEN }
    for (const [place, parts] of Object.entries(places)) {
      const all = parts.join('\n')
      const found = Object.entries(secrets).flatMap(([what, secret]) =>
        [secret, secret.replace('whsec_', ''), encodeURIComponent(secret)].some((form) => all.includes(form))
          ? [what]
          : [],
      )
      expect({ place, found }).toEqual({ place, found: [] })
    }
    // A signature proves who sent a message, to whoever holds it for five minutes.
    const signatures = world.receiver.received.flatMap(({ signature }) =>
      signature.split(' ').map((each) => each.slice(3)),
    )
    expect(signatures.length).toBeGreaterThan(20)
    for (const [place, parts] of Object.entries({ logs, answers, tries, tables: places.tables })) {
      const all = parts.join('\n')
      expect({ place, found: signatures.filter((each) => all.includes(each)).length }).toEqual({ place, found: 0 })
    }
  })
})

function whatLeft() {
  const { slack, mail, receiver, api, workerLogs } = world
  return {
    Slack: slack.calls.flatMap(({ body }) => [body, decodeURIComponent(body.replaceAll('+', ' '))]),
    mails: mail.received.flatMap(({ raw, text, html, headers }) => [raw, text, html, [...headers.values()].join('\n')]),
    webhooks: receiver.received.map(({ path, bytes }) => `${path} ${bytes}`),
    logs: [...api.logs, ...workerLogs],
  }
}

async function everyRow(): Promise<string[]> {
  const { rows: tables } = await world.api.sql(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'graphile_worker')`,
  )
  const rows: string[] = []
  for (const { name } of tables)
    rows.push(...(await world.api.sql(`select t::text as row from ${name} t`)).rows.map(({ row }) => `${name} ${row}`))
  return rows
}
