import { PROPOSAL_STATUSES } from '@countersign/shared/policies'
import { policyDocument } from '@countersign/shared/policy-document'
import { z } from 'zod'
import type {
  PastCase,
  PolicyDetail,
  PolicyRow,
  PolicyStore,
  PolicyVersion,
  VersionProposal,
} from '../../../ports/policies.ts'
import { APPROVAL_COLUMNS, APPROVAL_SOURCE, toApproval } from '../approval-row.ts'
import { toUser, USER_COLUMNS } from '../directory.ts'
import { Prisma } from '../generated/client.ts'
import { instant } from '../instant.ts'
import { columnsOf, type Statements, toJson } from '../statements.ts'
import { toVote, voteRow } from '../votes.ts'
import { createProposals } from './proposals.ts'

/** More than any installation has; a directory that large is not read whole for a page. */
const MAX_PEOPLE = 5_000
/** Versions shown of one policy, the newest. */
const MAX_VERSIONS = 200
const LATELY = Prisma.raw(`interval '30 days'`)

const versionProposal = z
  .object({
    status: z.enum(PROPOSAL_STATUSES),
    settled_by_name: z.string().nullable(),
    settled_at: instant.nullable(),
    settled_note: z.string().nullable(),
  })
  .transform(
    ({ status, settled_by_name: settledBy, settled_at: settledAt, settled_note: note }): VersionProposal => ({
      status,
      settledBy,
      settledAt,
      note,
    }),
  )
const named = z.object({ id: z.string(), name: z.string() })
const versionRow = z
  .object({
    version: z.int(),
    document: policyDocument,
    source: z.string().nullable(),
    note: z.string().nullable(),
    created_by: z.string().nullable(),
    created_at: instant,
    proposal: versionProposal.nullable(),
  })
  .transform(
    ({ created_at: createdAt, created_by: createdBy, ...row }): PolicyVersion => ({ ...row, createdAt, createdBy }),
  )
const row = z.object({
  name: z.string(),
  current_version: z.int().nullable(),
  waiting: z.int().nullable(),
  current: versionRow,
  teams: z.array(named),
})
const listedVersion = z.object({
  version: z.int(),
  note: z.string().nullable(),
  created_by: z.string().nullable(),
  created_at: instant,
  proposal: versionProposal.nullable(),
})
const detailRow = row.extend({ versions: z.array(listedVersion) })
const standingRow = z.object({ current: z.int().nullable(), newest: z.int(), waiting: z.int().nullable() })
const pastRow = z.object({
  team_name: z.string(),
  votes: z.array(voteRow),
  past: z.object({ asked: z.int(), approved: z.int(), rejected: z.int() }),
})

/** Who wrote it, by the name they have now; the seed has none. */
const AUTHOR = Prisma.sql`coalesce((select u.name from app_user u where u.id = v.created_by),
  (select k.name from api_key k where k.id = v.created_by), v.created_by)`
const PROPOSAL = Prisma.sql`(select jsonb_build_object('status', q.status, 'settled_by_name', q.settled_by_name,
  'settled_at', q.settled_at, 'settled_note', q.settled_note)
  from policy_proposal q where q.policy_name = v.policy_name and q.version = v.version)`
const VERSION = Prisma.sql`
  jsonb_build_object('version', v.version, 'document', v.document, 'source', v.source, 'note', v.note,
    'created_by', ${AUTHOR}, 'created_at', v.created_at, 'proposal', ${PROPOSAL})`
const WAITING = Prisma.sql`
  (select q.version from policy_proposal q where q.policy_name = p.name and q.status = 'waiting') as waiting`
const NEWEST = Prisma.sql`(select max(n.version) from policy_version n where n.policy_name = p.name)`
const COLUMNS = Prisma.sql`
  p.name, p.current_version, ${WAITING}, ${VERSION} as current,
  coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by t.name)
    from team t where t.default_policy = p.name), '[]') as teams`
const SOURCE = Prisma.sql`
  policy p join policy_version v on v.policy_name = p.name and v.version = coalesce(p.current_version, ${NEWEST})`

export function createPolicyStore(tx: Statements): PolicyStore {
  return {
    async list({ cursor, limit }) {
      const rows = await tx.rows`
        select ${COLUMNS} from ${SOURCE} where p.name > ${cursor ?? ''} order by p.name limit ${limit + 1}`
      const items = rows.slice(0, limit).map(toRow)
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.name ?? null) : null }
    },

    async find(name) {
      const [raw] = await tx.rows`
        select ${COLUMNS}, (
          select jsonb_agg(jsonb_build_object('version', v.version, 'note', v.note, 'created_by', ${AUTHOR},
            'created_at', v.created_at, 'proposal', ${PROPOSAL}) order by v.version desc)
          from (select * from policy_version where policy_name = ${name} order by version desc limit ${MAX_VERSIONS}) v
        ) as versions
        from ${SOURCE} where p.name = ${name}`
      return raw === undefined ? undefined : toDetail(raw)
    },

    async version(name, version) {
      const [raw] = await tx.rows`
        select v.version, v.document, v.source, v.note, ${AUTHOR} as created_by, v.created_at,
          ${PROPOSAL} as proposal
        from policy_version v where v.policy_name = ${name} and v.version = ${version}`
      return raw === undefined ? undefined : versionRow.parse(raw)
    },

    async lock(name) {
      // First the lock, then a look: what was written while we waited for it is seen.
      await tx.rows`select from policy where name = ${name} for update`
      const [raw] = await tx.rows`
        select p.current_version as current, coalesce(${NEWEST}, 0) as newest, ${WAITING} from policy p where p.name = ${name}`
      return raw === undefined ? undefined : standingRow.parse(raw)
    },

    async create(name) {
      return (
        (await tx.run`insert into policy (name, current_version) values (${name}, null) on conflict do nothing`) === 1
      )
    },

    async addVersion(name, { version, document, source, note, createdAt, createdBy }) {
      const columns = {
        policy_name: name,
        version,
        document: toJson(document),
        source,
        note,
        created_by: createdBy,
        created_at: createdAt,
      }
      await tx.run`insert into policy_version ${columnsOf(columns)}`
    },

    async makeCurrent(name, version) {
      await tx.run`update policy set current_version = ${version} where name = ${name}`
    },

    ...createProposals(tx),

    async setDefault(team, policy) {
      return (await tx.run`update team set default_policy = ${policy} where id = ${team}`) === 1
    },

    async people() {
      const rows = await tx.rows`select ${USER_COLUMNS} from app_user u order by u.name, u.id limit ${MAX_PEOPLE}`
      return rows.map((each) => toUser(each))
    },

    async admins() {
      const rows = await tx.rows`
        select ${USER_COLUMNS} from app_user u where u.role = 'admin' and u.disabled_at is null order by u.name, u.id`
      return rows.map((each) => toUser(each))
    },

    async decided({ policy, team, since, before, limit }) {
      const rows = await tx.rows`
        select ${APPROVAL_COLUMNS}, m.name as team_name,
          coalesce((select jsonb_agg(to_jsonb(w) order by w.at, w.id) from vote w
            where w.approval_id = a.id and w.attempt_number = a.attempt_number and w.undone_at is null), '[]') as votes,
          (select jsonb_build_object('asked', count(*), 'approved', count(*) filter (where e.status = 'approved'),
              'rejected', count(*) filter (where e.status = 'rejected'))
            from (select status from approval e
              where e.policy_name = a.policy_name and e.requested_by_id = a.requested_by_id
                and e.created_at < a.created_at and e.created_at > a.created_at - ${LATELY}
              order by e.created_at desc limit 100) e) as past
        from ${APPROVAL_SOURCE} join team m on m.id = a.team_id
        where a.status in ('approved', 'rejected') and a.created_at > ${since}
          and (${policy}::text is null or a.policy_name = ${policy})
          and (${team}::text is null or a.team_id = ${team})
          and (${before?.at ?? null}::timestamptz is null
            or (a.created_at, a.id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::text))
        order by a.created_at desc, a.id desc limit ${limit}`
      return rows.map((raw): PastCase => {
        const { team_name: teamName, votes, past } = pastRow.parse(raw)
        return { approval: toApproval(raw), teamName, votes: votes.map(toVote), past }
      })
    },
  }
}

function toRow(raw: unknown): PolicyRow {
  const { current_version: currentVersion, waiting: waitingVersion, ...rest } = row.parse(raw)
  return { ...rest, currentVersion, waitingVersion }
}

function toDetail(raw: unknown): PolicyDetail {
  const { versions } = detailRow.parse(raw)
  return {
    ...toRow(raw),
    versions: versions.map(({ created_at: createdAt, created_by: createdBy, ...each }) => ({
      ...each,
      createdAt,
      createdBy,
    })),
  }
}
