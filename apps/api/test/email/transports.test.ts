import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMailer } from '../../src/adapters/email/mailer.ts'
import type { MailConfig } from '../../src/config/mail.ts'
import type { Letter } from '../../src/ports/mailer.ts'
import { startMailServer } from './mail-server.ts'

const SETTINGS = { region: 'eu-west-1', settingsUrl: 'https://countersign.example.com/settings' }
const FROM = 'Countersign <approvals@countersign.example.com>'
const LETTER: Letter = {
  to: { name: 'Ana "Li" <x@evil.example>, b@evil.example', address: 'ana@example.com' },
  id: 'ntc_1',
  thread: null,
  subject: 'Refund\r\nBcc: everybody@evil.example',
  html: '<p>Hello</p>',
  text: 'Hello',
}
const smtp = (url: string, tls: 'required' | 'optional'): MailConfig => ({ from: FROM, transport: 'smtp', url, tls })

let ses: Server
let sesStatus = 200
const sesBodies: string[] = []
beforeAll(async () => {
  ses = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      sesBodies.push(Buffer.concat(chunks).toString())
      response.writeHead(sesStatus, { 'content-type': 'application/json', 'x-amzn-errortype': 'MessageRejected' })
      response.end(
        sesStatus === 200 ? '{"MessageId":"m1"}' : '{"message":"Email address is not verified: ana@example.com"}',
      )
    })
  })
  await new Promise<void>((resolve) => ses.listen(0, '127.0.0.1', resolve))
  process.env.AWS_ACCESS_KEY_ID ??= 'local'
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local'
  process.env.AWS_ENDPOINT_URL_SESV2 = `http://127.0.0.1:${(ses.address() as AddressInfo).port}`
})
afterAll(() => {
  delete process.env.AWS_ENDPOINT_URL_SESV2
  ses.close()
})

it('sends to one reader, whatever their name and the subject hold', async () => {
  const server = await startMailServer()
  const mailer = createMailer(smtp(server.url, 'optional'), SETTINGS)
  expect(await mailer.send(LETTER)).toEqual({ kind: 'sent' })
  mailer.close()
  await server.close()
  expect(server.received.map(({ to }) => to)).toEqual([['ana@example.com']])
  expect(server.received[0]?.headers.has('bcc')).toBe(false)
})

it('says nothing to a server without TLS where TLS is required', async () => {
  const server = await startMailServer()
  const mailer = createMailer(smtp(server.url, 'required'), SETTINGS)
  expect(await mailer.send(LETTER)).toMatchObject({ kind: 'later' })
  mailer.close()
  await server.close()
  expect(server.received).toEqual([])
})

it('waits when nobody listens', async () => {
  const server = await startMailServer()
  await server.close()
  const mailer = createMailer(smtp(server.url, 'optional'), SETTINGS)
  expect(await mailer.send(LETTER)).toMatchObject({ kind: 'later' })
  mailer.close()
})

it.each(['ana@example.com, b@evil.example', 'a b@example.com', 'ana@example.com\r\nRCPT TO:<b@evil.example>', ''])(
  'refuses the address %j without asking a server',
  async (address) => {
    const mailer = createMailer(smtp('smtp://127.0.0.1:9', 'optional'), SETTINGS)
    expect(await mailer.send({ ...LETTER, to: { name: 'Ana', address } })).toMatchObject({ kind: 'refused' })
    mailer.close()
  },
)

it('sends through SES, and tells a refusal for good without repeating its words', async () => {
  const mailer = createMailer({ from: FROM, transport: 'ses' }, SETTINGS)
  expect(await mailer.send(LETTER)).toEqual({ kind: 'sent' })
  const { Content } = JSON.parse(sesBodies[0] ?? '{}') as { Content?: { Raw?: { Data?: string } } }
  expect(Buffer.from(Content?.Raw?.Data ?? '', 'base64').toString()).toContain('Auto-Submitted: auto-generated')
  sesStatus = 400
  expect(await mailer.send(LETTER)).toEqual({ kind: 'refused', detail: 'SES MessageRejected' })
  mailer.close()
})
