import { approvalId } from '@countersign/shared/ids'
import { CALLBACK_STATUSES } from '@countersign/shared/statuses'
import type { Pool } from 'pg'
import { z } from 'zod'
import type { ApprovalReader, Dossier } from '../../ports/approval-reader.ts'
import { ABSENTEE_COLUMNS, BARRED } from './absentees.ts'
import { listApprovals } from './approval-list.ts'
import { APPROVAL_COLUMNS, APPROVAL_SOURCE, attemptRow, toApproval, toAttempt } from './approval-row.ts'
import { commentRow, toComment } from './comments.ts'
import { callbackRow, decisionRow, toCallback, toDecision } from './decision-row.ts'
import { toUser } from './directory.ts'
import { readAuditAfter, readAuditEntries, readEventsAfter, readLastSeq } from './event-reader.ts'
import { Prisma } from './generated/client.ts'
import { instant } from './instant.ts'
import { toWatch, WATCH_COLUMNS, watchRow } from './notices/watches.ts'
import { REVEALS, revealRow, toReveal } from './reveals.ts'
import { createStatements, type Statements } from './statements.ts'
import { toVote, voteRow } from './votes.ts'

const callbackDetailRow = callbackRow.extend({
  status: z.enum(CALLBACK_STATUSES),
  attempts: z.int(),
  sent_at: instant.nullable(),
  finished_at: instant.nullable(),
  history_event_id: z.int().nullable(),
  history_event_type: z.string().nullable(),
  history_event_at: instant.nullable(),
  detail: z.string().nullable(),
})

const dossierRow = z.object({
  team_name: z.string(),
  followed_by: approvalId.nullable(),
  attempts: z.array(attemptRow),
  votes: z.array(voteRow),
  decision: decisionRow.nullable(),
  callback: callbackDetailRow.nullable(),
  comments: z.array(commentRow),
  watch: watchRow.nullable(),
  escalates_at: z.record(z.string(), instant),
  evidence_opened: z.array(z.string()),
  barred: z.array(z.unknown()),
  gone: z.array(z.string()),
  reveals: z.array(revealRow),
})

export const createPostgresApprovalReader = (pool: Pool): ApprovalReader => createApprovalReader(createStatements(pool))

export function createApprovalReader(statements: Statements): ApprovalReader {
  // One statement, so that what is shown was true at one instant.
  const readDossiers: ApprovalReader['dossiers'] = async (ids, viewer) => {
    if (ids.length === 0) return new Map()
    const rows = await statements.rows`
      select ${APPROVAL_COLUMNS}, m.name as team_name,
        (select f.id from approval f where f.execution_arn = a.execution_arn and f.state_name = a.state_name
          and f.follows = a.id order by f.created_at desc limit 1) as followed_by,
        (select jsonb_agg(to_jsonb(x) - 'token_hash' order by x.number) from attempt x where x.approval_id = a.id) as attempts,
        coalesce((select jsonb_agg(to_jsonb(x) order by x.at, x.id) from vote x
          where x.approval_id = a.id and x.undone_at is null), '[]') as votes,
        (select to_jsonb(c) - 'output' - 'cause' from callback c where c.decision_id = d.id) as callback,
        coalesce((select jsonb_agg(to_jsonb(x) order by x.at, x.id) from comment x where x.approval_id = a.id), '[]') as comments,
        (select coalesce(jsonb_object_agg(x.stage, x.due_at), '{}') from stage_timer x
          where x.approval_id = a.id and x.attempt_number = a.attempt_number and x.kind = 'escalate') as escalates_at,
        array(select x.url from evidence_view x where x.approval_id = a.id and x.case_digest = a.case_digest
          and x.user_id = ${viewer ?? null}) as evidence_opened,
        ${REVEALS} as reveals, ${watchOf(viewer)} as watch, ${ABSENTEE_COLUMNS}
      from ${APPROVAL_SOURCE} join team m on m.id = a.team_id ${BARRED}
      where a.id = any(${[...ids]}::text[]) order by array_position(${[...ids]}::text[], a.id)`
    return new Map(
      rows.map((row) => {
        const dossier = toDossier(row)
        return [dossier.approval.id, dossier]
      }),
    )
  }
  return {
    dossier: async (id, viewer) => (await readDossiers([id], viewer)).get(id),
    dossiers: readDossiers,
    list: (query, visibility) => listApprovals(statements, query, visibility),
    audit: (id, afterSeq, limit) => readAuditEntries(statements, id, afterSeq, limit),
    auditAfter: (seqs, limit) => readAuditAfter(statements, seqs, limit),
    eventsAfter: (seq, limit) => readEventsAfter(statements, seq, limit),
    lastSeq: () => readLastSeq(statements),
  }
}

/** An object where somebody looks, wish or none. */
const watchOf = (viewer: string | undefined): Prisma.Sql =>
  viewer === undefined
    ? Prisma.sql`null::jsonb`
    : Prisma.sql`(select to_jsonb(x) from (select ${WATCH_COLUMNS} from (values (1)) one
        left join approval_watch w on w.approval_id = a.id and w.user_id = ${viewer}) x)`

function toDossier(raw: unknown): Dossier {
  const row = dossierRow.parse(raw)
  const approval = toApproval(raw)
  return {
    approval,
    teamName: row.team_name,
    followedBy: row.followed_by,
    attempts: row.attempts.map(toAttempt),
    votes: row.votes.map(toVote),
    decision: row.decision && toDecision(row.decision),
    callback: row.callback && toCallbackDetail(row.callback),
    comments: row.comments.map(toComment),
    watch: row.watch && toWatch(row.watch),
    escalatesAt: row.escalates_at,
    evidenceOpened: row.evidence_opened,
    absentees: { barred: row.barred.map(toUser), gone: row.gone },
    reveals: row.reveals.map(toReveal),
    lastBeatAt: row.attempts.find(({ id }) => id === approval.attempt.id)?.last_beat_at ?? null,
  }
}

function toCallbackDetail(row: z.output<typeof callbackDetailRow>) {
  const { history_event_id: id, history_event_type: type, history_event_at: at } = row
  return {
    ...toCallback(row),
    attempts: row.attempts,
    sentAt: row.sent_at,
    finishedAt: row.finished_at,
    historyEvent: id === null || type === null || at === null ? null : { id, type, at },
    detail: row.detail,
  }
}
