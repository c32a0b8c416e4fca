import type { NoticeKind } from '@countersign/shared/channels'
import type { CaseProjection } from '@countersign/shared/projection'

/** One message, ready to go. Every text is taken as it is and encoded by the transport: none can become a header. */
export interface Letter extends WrittenLetter {
  readonly to: { readonly name: string; readonly address: string }
  /** The same for every try, so that mail programs show a repeated message once. */
  readonly id: string
  /** Messages with the same thread are shown together. */
  readonly thread: string | null
}

export interface WrittenLetter {
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** `later`: an outage, try again · `refused`: this message will never be taken. `detail` names neither people nor cases. */
export type MailAnswer = { readonly kind: 'sent' } | { readonly kind: 'later' | 'refused'; readonly detail: string }

export interface Mailer {
  send(letter: Letter): Promise<MailAnswer>
}

/** What a letter says, before it has words. */
export interface LetterContent {
  readonly entries: readonly [LetterEntry, ...LetterEntry[]]
  /** How many more there are that it does not list. */
  readonly more: number
  /** The day's summary rather than something that just happened. */
  readonly digest: boolean
  readonly timeZone: string
  readonly now: Date
  readonly inboxUrl: string
  readonly settingsUrl: string
}

export interface LetterEntry {
  readonly kind: Exclude<NoticeKind, 'digest'>
  readonly projection: CaseProjection
}

export interface LetterWriter {
  write(content: LetterContent): Promise<WrittenLetter>
}
