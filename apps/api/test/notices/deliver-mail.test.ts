import { describe, expect, it } from 'vitest'
import { muteApproval } from '../../src/use-cases/notices/mute-approval.ts'
import { byUser } from '../builders.ts'
import { MINUTE, mailOf, useNoticeWorld } from './notice-world.ts'

const world = useNoticeWorld()

async function tell() {
  await world.work()
  await world.pass(MINUTE)
  await world.work()
}

describe('a mail server', () => {
  it('that is down for ten minutes delays every mail and loses or repeats none', async () => {
    world.mail.answer(451)
    for (const title of ['One', 'Two']) {
      await world.register({ title })
      await tell()
    }
    for (let minute = 0; minute < 10; minute += 1) {
      await world.pass(MINUTE)
      await world.work()
    }
    expect(world.receivers()).toEqual([])
    expect((await world.notices()).map(({ status }) => status)).toEqual(Array(6).fill('waiting'))
    world.mail.answer(250)
    // The wait between tries grows to minutes; an hour is enough for the next one.
    await world.pass(60 * MINUTE)
    await world.work()
    await world.pass(60 * MINUTE)
    await world.work()
    expect((await world.notices()).map(({ status }) => status)).toEqual(Array(6).fill('sent'))
    const told = world.mail.received.map(({ to, headers }) => `${to[0]} ${headers.get('subject')?.split(' ·')[0]}`)
    expect(told.sort()).toEqual(
      ['One', 'Two']
        .flatMap((title) => ['usr_ana', 'usr_helen', 'usr_marco'].map((id) => `${mailOf(id)} ${title}`))
        .sort(),
    )
  })

  it('that refuses a person for good is not asked again, and the record says what it answered', async () => {
    world.mail.answer(550)
    await world.register()
    await tell()
    const notices = await world.notices()
    expect(notices.map(({ status, detail }) => [status, detail])).toEqual(Array(3).fill(['failed', 'SMTP 550 5.1.1']))
    world.mail.answer(250)
    await world.pass(60 * MINUTE)
    await world.work()
    expect(world.receivers()).toEqual([])
  })

  it('gets the same message again under the same id when the process died before the mark', async () => {
    await world.register()
    await tell()
    const [first] = world.mail.received.filter(({ to }) => to.includes(mailOf('usr_ana')))
    await world.core.sql(`update notice set status = 'waiting', sent_at = null where user_id = 'usr_ana'`)
    await world.core.deps.unitOfWork.transaction(async (stores) => {
      const [row] = await world.core.sql<{ id: never }>(`select id from notice where user_id = 'usr_ana'`)
      if (row) await stores.jobs.add({ name: 'send-notice', payload: { noticeId: row.id } })
    })
    // What comes meanwhile does not slip into the repeated message.
    await world.register({ title: 'Later' })
    await tell()
    const again = world.mail.received.filter(
      ({ to, text }) => to.includes(mailOf('usr_ana')) && !text.includes('Later'),
    )
    expect(again.map(({ headers }) => headers.get('message-id'))).toEqual(
      Array(2).fill(first?.headers.get('message-id')),
    )
  })
})

describe('what leaves in a mail', () => {
  const CANARY = 'canary-7f3a'
  it('has no sensitive value, no payload, no evidence address and no token; and no log line names a person', async () => {
    const approval = await world.register({
      requestedBy: { id: 'usr_marco', name: 'Marco Bianchi' },
      case: {
        contextLine: 'Order 8812',
        fields: [
          { label: 'Card', value: `${CANARY}-field`, sensitive: true },
          { label: 'Amount', value: '10', format: 'money:EUR' },
        ],
        changes: [{ field: 'IBAN', from: `${CANARY}-from`, to: `${CANARY}-to`, sensitive: true }],
        payload: { secret: `${CANARY}-payload` },
        evidence: [{ label: 'Photo', url: `https://files.example.com/${CANARY}-evidence` }],
      },
    })
    await tell()
    await world.decide(approval.id)
    await tell()
    await world.cron('plan-reminders')
    expect(world.receivers()).toEqual([mailOf('usr_ana'), mailOf('usr_helen'), mailOf('usr_marco')])
    for (const { raw, text, html } of world.mail.received) {
      for (const part of [raw, text, html]) {
        expect(part).not.toContain(CANARY)
        expect(part).not.toContain('AAAAKgAAAA')
      }
      expect(text).toContain('shown in the inbox')
      const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)
      expect(new Set(links)).toEqual(
        new Set([`https://countersign.example.com/inbox/${approval.id}`, 'https://countersign.example.com/settings']),
      )
      expect(html).not.toMatch(/<img|<script|@font-face|url\(/i)
    }
    const logged = world.logs.join('')
    expect(logged).not.toMatch(/fjordandfield\.example|Marco|Refund EUR|canary/)
  })

  it('says hostile words as words: no markup, no header, no reordering', async () => {
    const hostile = [
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      'Refund\r\nBcc: everybody@example.com\r\n\r\n<b>',
      '\u202egnp.exe',
      '=?utf-8?B?PHNjcmlwdD4=?=',
      '{{constructor.constructor("alert(1)")()}}',
      '</title></style><svg onload=alert(1)>',
      "'; drop table notice; --",
    ]
    for (const words of hostile)
      await world
        .register({
          title: words.replace(/[\r\n]+/g, ' '),
          why: words,
          requestedBy: { id: 'somebody', name: words.replace(/[\r\n]+/g, ' ') },
          case: {
            contextLine: words.replace(/[\r\n]+/g, ' '),
            fields: [{ label: words.replace(/[\r\n]+/g, ' '), value: words }],
          },
          timeoutSeconds: 3_600,
        })
        .then(tell)
    const toAna = world.mail.received.filter(({ to }) => to.includes(mailOf('usr_ana')))
    expect(toAna).toHaveLength(hostile.length)
    for (const { headers, html, raw, text } of toAna) {
      expect(headers.has('bcc')).toBe(false)
      expect(headers.get('to')).toContain(mailOf('usr_ana'))
      expect(html).not.toMatch(/<script|<img|<svg|onerror=alert\(1\)>|\u202e/i)
      expect(`${raw}${text}`).not.toContain('\u202e')
    }
    expect(toAna[0]?.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(toAna[3]?.headers.get('subject')).toContain('⟨U+202E⟩')
    expect(toAna[4]?.headers.get('subject')).toContain('=?utf-8?B?PHNjcmlwdD4=?=')
  })
})

it('a person who may read an approval wishes for themselves only', async () => {
  const { id } = await world.register()
  const outsider = await muteApproval(world.core.deps, { principal: byUser('usr_dana'), approvalId: id, muted: true })
  expect(outsider).toMatchObject({ kind: 'refused', refusal: { code: 'not-found' } })
})
