import type { Transporter } from 'nodemailer'
import type { MailConfig } from '../../config/mail.ts'
import type { Letter, Mailer } from '../../ports/mailer.ts'
import { classifyMailError } from './classify-mail-error.ts'

interface Settings {
  readonly region: string
  /** Only shows the settings; nothing is unsubscribed by fetching it. */
  readonly settingsUrl: string
}

const CONNECT_MS = 10_000
const SOCKET_MS = 30_000

/** One connection a message: an outage is seen at once, and nothing is kept open for the next notice. */
export function createMailer(config: MailConfig, { region, settingsUrl }: Settings): Mailer & { close(): void } {
  let opened: Promise<Transporter> | undefined
  const open = () => (opened ??= config.transport === 'ses' ? sesTransport(region) : smtpTransport(config))
  const domain = /@([^\s@<>]+)>?\s*$/.exec(config.from)?.[1] ?? 'localhost'
  return {
    async send(letter) {
      if (!isAddress(letter.to.address)) return { kind: 'refused', detail: 'the address cannot be used' }
      try {
        const transport = await open()
        await transport.sendMail(toMessage(letter, config.from, domain, settingsUrl))
        return { kind: 'sent' }
      } catch (error) {
        return classifyMailError(error)
      }
    },
    close: () => void opened?.then((transport) => transport.close()),
  }
}

// Each is read in with the first letter: most processes never send one.
async function smtpTransport({ url, tls }: Extract<MailConfig, { transport: 'smtp' }>): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'smtps:'
  return createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port ? Number(port) : secure ? 465 : 587,
    secure,
    requireTLS: tls === 'required',
    ...(username ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SOCKET_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

async function sesTransport(region: string): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  const { SendEmailCommand, SESv2Client } = await import('@aws-sdk/client-sesv2')
  const sesClient = new SESv2Client({
    region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: SOCKET_MS, throwOnRequestTimeout: true },
  })
  return createTransport({ SES: { sesClient, SendEmailCommand } })
}

const toMessage = (
  { to, subject, html, text, id, thread }: Letter,
  from: string,
  domain: string,
  settingsUrl: string,
) => ({
  from,
  to,
  subject,
  html,
  text,
  messageId: `<${id}@${domain}>`,
  ...(thread === null ? {} : { inReplyTo: `<${thread}@${domain}>`, references: `<${thread}@${domain}>` }),
  headers: {
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
    'List-Unsubscribe': `<${settingsUrl}>`,
  },
  disableFileAccess: true,
  disableUrlAccess: true,
})

/** One address, nothing that a header or a list of addresses could be made of. */
const isAddress = (address: string): boolean => /^[^\s@<>,;:"\\()[\]]{1,64}@[^\s@<>,;:"\\()[\]]{1,255}$/.test(address)
