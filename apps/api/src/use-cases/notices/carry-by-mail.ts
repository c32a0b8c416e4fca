import { webPaths } from '@countersign/shared/paths'
import type { DatabaseClock } from '../../ports/database-clock.ts'
import type { LetterContent, LetterEntry, LetterWriter, Mailer } from '../../ports/mailer.ts'
import { projectDossier } from '../../present/present-approval.ts'
import type { Parcel, ParcelEntry } from './pack-notices.ts'
import type { Carry } from './send-notice.ts'

interface Deps {
  readonly mailer: Mailer
  readonly letterWriter: LetterWriter
  readonly databaseClock: DatabaseClock
  readonly publicUrl: string
}

/** A parcel as a mail. Its links open pages; nothing in it decides, and none of them carries a token. */
export const carryByMail =
  (deps: Deps): Carry =>
  async (parcel) => {
    const { user } = parcel.recipient
    if (user.email === null) return { kind: 'refused', detail: 'no address' }
    const letter = await deps.letterWriter.write(contentOf(parcel, await deps.databaseClock.now(), deps.publicUrl))
    return deps.mailer.send({
      ...letter,
      to: { name: user.name, address: user.email },
      id: parcel.letter,
      thread: threadOf(parcel),
    })
  }

function contentOf({ entries, more, digest, recipient }: Parcel, now: Date, publicUrl: string): LetterContent {
  const [first, ...others] = entries
  const entryOf = ({ kind, dossier }: ParcelEntry): LetterEntry => ({
    kind,
    projection: projectDossier(dossier, publicUrl),
  })
  return {
    entries: [entryOf(first), ...others.map(entryOf)],
    more,
    digest,
    timeZone: recipient.preferences.timeZone,
    now,
    inboxUrl: `${publicUrl}${webPaths.inbox()}`,
    settingsUrl: `${publicUrl}${webPaths.settings()}`,
  }
}

/** What is about one approval stays together. */
function threadOf({ entries, more, digest }: Parcel): string | null {
  return digest || more > 0 || entries.length > 1 ? null : entries[0].dossier.approval.id
}
