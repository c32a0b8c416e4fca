import type { Principal } from '../../domain/principal.ts'
import type { Refused } from '../../domain/refusal.ts'
import { refused } from '../../domain/refusal.ts'
import type { AuditTreeStore, Checkpoint } from '../../ports/audit/audit-tree.ts'
import type { UnitOfWork } from '../../ports/unit-of-work.ts'
import { authorizedAudit } from './authorized-audit.ts'
import { proveEntry } from './prove-entry.ts'

interface Deps {
  readonly unitOfWork: UnitOfWork
}

type Read<T> = { readonly kind: 'read'; readonly value: T } | Refused

export interface ProvedEntry {
  readonly seq: number
  readonly leaf: string
  readonly proof: string
  readonly key: string
}

export interface CheckpointPage {
  readonly items: readonly Checkpoint[]
  readonly nextCursor: string | null
}

/** What shows that the log is one log: its checkpoints, and where an entry stands in it. */
export function readCheckpoints({ unitOfWork }: Deps, principal: Principal) {
  const read = <T>(find: (tree: AuditTreeStore) => Promise<Read<T>>): Promise<Read<T>> =>
    authorizedAudit<Exclude<Read<T>, Refused>>(unitOfWork, principal, ({ auditTree }) => find(auditTree))
  return {
    page: (cursor: string | undefined, limit: number): Promise<Read<CheckpointPage>> =>
      read<CheckpointPage>(async (tree) => {
        if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) return FOREIGN_CURSOR
        const found = await tree.page(cursor === undefined ? null : Number(cursor), limit + 1)
        const items = found.slice(0, limit)
        const last = items.at(-1)
        const nextCursor = found.length > limit && last ? String(last.size) : null
        return { kind: 'read', value: { items, nextCursor } }
      }),
    latest: (): Promise<Read<Checkpoint>> =>
      read(async (tree) => {
        const [value] = await tree.page(null, 1)
        return value ? { kind: 'read', value } : NOTHING
      }),
    proof: (seq: number): Promise<Read<ProvedEntry>> =>
      read(async (tree) => {
        const [checkpoint] = await tree.page(null, 1)
        const leaf = (await tree.leaves([seq])).get(seq)
        // An entry of the last minute is in no checkpoint yet.
        if (!checkpoint || checkpoint.size < seq || leaf === undefined) return NOTHING
        const proof = await proveEntry(tree, seq, checkpoint)
        return { kind: 'read', value: { seq, leaf, proof, key: checkpoint.key } }
      }),
  }
}

const NOTHING = refused({ code: 'not-found' })
const FOREIGN_CURSOR = refused({
  code: 'invalid-request',
  errors: [{ pointer: '/cursor', message: 'is not from a page of this list; start again without it' }],
})
