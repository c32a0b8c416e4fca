import type { Env } from './env.ts'
import { isLoopback } from './is-loopback.ts'

export type MailConfig = { readonly from: string } & (
  | {
      readonly transport: 'smtp'
      readonly url: string
      /** `optional`: encrypted where the server offers it. */
      readonly tls: 'required' | 'optional'
    }
  | { readonly transport: 'ses' }
)

export function parseMail(values: Env['values'], problems: string[]): MailConfig | null {
  const transport = values.MAIL_TRANSPORT ?? 'off'
  if (transport === 'off') return null
  if (transport !== 'smtp' && transport !== 'ses') {
    problems.push('MAIL_TRANSPORT must be one of off, smtp, ses.')
    return null
  }
  const from = values.MAIL_FROM ?? ''
  if (!/^[^\r\n]*@[^\s@]+$|^[^\r\n<]*<[^\s@<>]+@[^\s@<>]+>$/.test(from))
    problems.push('MAIL_FROM is missing: set it to an address such as "Countersign <approvals@example.com>".')
  if (transport === 'ses') return { transport, from }
  const url = values.SMTP_URL ?? ''
  const plain = values.SMTP_ALLOW_PLAINTEXT ?? 'no'
  if (plain !== 'no' && plain !== 'yes') problems.push('SMTP_ALLOW_PLAINTEXT must be yes or no.')
  if (!URL.canParse(url) || !/^smtps?:$/.test(new URL(url).protocol))
    problems.push('SMTP_URL is missing: set it to smtps://user:password@host:465 or smtp://host:587.')
  const tls = plain === 'yes' || (URL.canParse(url) && isLoopback(new URL(url).hostname)) ? 'optional' : 'required'
  return { transport, from, url, tls }
}
