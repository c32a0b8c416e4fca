import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { createFileAnchor } from '../../src/adapters/anchors/file-anchor.ts'
import { createPostgresAuditGuards } from '../../src/adapters/postgres/audit/audit-guards.ts'
import { createPostgresAuditTree } from '../../src/adapters/postgres/audit/audit-tree.ts'
import { createPostgresAuditChain } from '../../src/adapters/postgres/audit-chain.ts'
import { createPostgresUnitOfWork } from '../../src/adapters/postgres/unit-of-work.ts'
import { type SigningKey, signingKeyOf } from '../../src/domain/audit/signed-note.ts'
import type { AuditAnchor } from '../../src/ports/audit/audit-anchor.ts'
import type { Log } from '../../src/ports/log.ts'
import { type Signed, signCheckpoint } from '../../src/use-cases/audit/sign-checkpoint.ts'
import { watchAudit } from '../../src/use-cases/audit/watch-audit.ts'
import { type TestCore, useTestCore } from '../support/test-core.ts'

export const ORIGIN = 'approvals.example.com/audit'
export const aSigningKey = (): SigningKey => signingKeyOf(randomBytes(32))

export interface AuditWorld {
  readonly core: TestCore
  /** Owns the database and may break it. */
  readonly owner: pg.Client
  readonly directory: string
  readonly keys: readonly [SigningKey, ...SigningKey[]]
  readonly anchor: AuditAnchor
  readonly errors: readonly string[]
  readonly looks: readonly { halted: boolean; unanchored: number; guardFaults: number; unsignedSeconds: number }[]
  deps(anchor?: AuditAnchor | null): Parameters<typeof signCheckpoint>[0] & Parameters<typeof watchAudit>[0]
  /** Appends so many entries that are about no approval. */
  append(entries: number): Promise<void>
  /** Signs, whether or not it is due. */
  sign(keys?: readonly [SigningKey, ...SigningKey[]], anchor?: AuditAnchor | null): Promise<Signed>
  watch(anchor?: AuditAnchor | null): Promise<void>
  /** Changes what nobody may change: as the owner, with every guard switched off for the moment. */
  tamper(sql: string): Promise<void>
}

const TABLES = ['audit_entry', 'audit_head', 'audit_checkpoint', 'audit_node', 'audit_anchored']

/** A database of its own, its log, and a directory for an anchor. */
export function useAuditWorld(): AuditWorld {
  const core = useTestCore()
  const keys = [aSigningKey()] as const
  const errors: string[] = []
  const looks: AuditWorld['looks'][number][] = []
  let owner: pg.Client | undefined
  let directory = ''
  beforeAll(async () => {
    owner = new pg.Client({ connectionString: core.testDatabase.ownerUrl })
    await owner.connect()
    directory = await mkdtemp(join(tmpdir(), 'countersign-anchor-'))
  })
  afterAll(async () => {
    await owner?.end()
    await rm(directory, { recursive: true, force: true })
  })
  const log: Log = {
    debug() {},
    info() {},
    warn() {},
    error: (_, message) => void errors.push(message),
    child: () => log,
  }
  const world: AuditWorld = {
    core,
    keys,
    errors,
    looks,
    get owner() {
      if (!owner) throw new Error('the world is used before the tests run')
      return owner
    },
    get directory() {
      return directory
    },
    get anchor() {
      return createFileAnchor(directory)
    },
    deps: (anchor = world.anchor) => ({
      unitOfWork: createPostgresUnitOfWork(core.database.pool),
      tree: createPostgresAuditTree(core.database.pool),
      chain: createPostgresAuditChain(core.database.pool),
      guards: createPostgresAuditGuards(core.database.pool),
      metrics: { auditWatched: (look) => void looks.push(look), auditAnchored() {} },
      anchor,
      log,
    }),
    append: (entries) =>
      core.deps.unitOfWork.transaction(async (stores) => {
        const at = await stores.now()
        const actor = { kind: 'service', id: 'test', name: 'Tëst' } as const
        await stores.audit.append(
          ...Array.from({ length: entries }, (_, n) => ({
            type: 'key.tried' as const,
            approvalId: null,
            actor,
            at,
            data: { n, word: 'naïve', amount: 1 / 3 },
          })),
        )
      }),
    sign: (chosen = keys, anchor = world.anchor) =>
      signCheckpoint(world.deps(anchor), { keys: chosen, origin: ORIGIN }, true),
    watch: (anchor = world.anchor) => watchAudit(world.deps(anchor)),
    async tamper(sql) {
      for (const table of TABLES) await world.owner.query(`alter table ${table} disable trigger all`)
      try {
        await world.owner.query(sql)
      } finally {
        for (const table of TABLES) await world.owner.query(`alter table ${table} enable trigger all`)
      }
    },
  }
  return world
}
