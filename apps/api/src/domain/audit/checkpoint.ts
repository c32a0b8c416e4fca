import type { LogIdentity } from './log-identity.ts'
import type { TreeHead } from './merkle-tree.ts'
import { openNote, type SigningKey, signNote } from './signed-note.ts'

/** C2SP tlog-checkpoint: origin, size and root, one a line. */
export function signCheckpoint(origin: string, { size, root }: TreeHead, key: SigningKey): string {
  return signNote(`${origin}\n${size}\n${root.toString('base64')}\n`, origin, key)
}

/** What a checkpoint says, when the log's own key at that time has signed it. */
export function openCheckpoint(note: string, { origin, publicKey }: LogIdentity): TreeHead | undefined {
  const text = openNote(note, origin, publicKey)
  const head = text === undefined ? undefined : readTreeHead(text)
  return head?.origin === origin ? head : undefined
}

/** Says nothing about who signed it. */
export function readTreeHead(text: string): (TreeHead & { readonly origin: string }) | undefined {
  const [origin, size, encoded] = text.split('\n')
  if (!origin || !size || !/^[1-9]\d{0,15}$/.test(size) || !encoded) return undefined
  const root = Buffer.from(encoded, 'base64')
  return root.length === 32 && root.toString('base64') === encoded ? { origin, size: Number(size), root } : undefined
}
