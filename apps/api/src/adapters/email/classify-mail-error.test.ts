import { expect, it } from 'vitest'
import { classifyMailError } from './classify-mail-error.ts'

it.each([
  [
    { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 450, response: '450 4.2.1 <ana@example.com> later' },
    'later',
    'SMTP 450 4.2.1',
  ],
  [
    { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550, response: '550 5.1.1 <ana@example.com> unknown' },
    'refused',
    'SMTP 550 5.1.1',
  ],
  [{ code: 'EMESSAGE', command: 'DATA', responseCode: 552, response: '552 too large' }, 'refused', 'SMTP 552'],
  [{ code: 'EAUTH', responseCode: 535, response: '535 5.7.8 bad password' }, 'later', 'SMTP 535 5.7.8'],
  [{ code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 553, response: '553 not yours' }, 'later', 'SMTP 553'],
  [{ code: 'ETLS', command: 'STARTTLS', responseCode: 500, response: '500 what?' }, 'later', 'SMTP 500'],
  [{ code: 'ECONNECTION' }, 'later', 'ECONNECTION'],
  [{ code: 'ETLS' }, 'later', 'ETLS'],
  [{ code: 'EENVELOPE' }, 'refused', 'EENVELOPE'],
  [{ name: 'MessageRejected', message: 'Email address ana@example.com' }, 'refused', 'SES MessageRejected'],
  [{ name: 'TooManyRequestsException' }, 'later', 'TooManyRequestsException'],
  ['nonsense', 'later', 'unknown'],
])('%j is %s', (error, kind, detail) => expect(classifyMailError(error)).toEqual({ kind, detail }))
