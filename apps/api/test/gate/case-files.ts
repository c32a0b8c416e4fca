/** Runs SQL as the database's owner. */
export type Read = <Row extends Record<string, unknown>>(
  text: string,
  values?: readonly unknown[],
) => Promise<readonly Row[]>

/** What our own tables and our own log say about one approval. */
export interface CaseFile {
  readonly id: string
  readonly executionArn: string
  readonly status: string
  readonly attempts: number
  readonly votes: number
  readonly decisions: number
  readonly undone: number
  /** Decisions that were not undone. */
  readonly inForce: number
  readonly decisionId: string | null
  readonly outcome: string | null
  readonly kind: string | null
  readonly callback: string | null
  readonly eventType: string | null
  /** How many times the delivery was proven: by a reply, by the history. */
  readonly proofs: number
  /** Entries by type. */
  readonly log: Readonly<Record<string, number>>
  readonly loggedDecisionId: string | null
  readonly loggedOutcome: string | null
}

export async function readCaseFiles(read: Read): Promise<readonly CaseFile[]> {
  const rows = await read<CaseFile & Record<string, unknown>>(`
    with entry as (
      select approval_id, type, count(*)::int as times,
        (array_agg(leaf::jsonb -> 'data' order by seq desc))[1] as last
      from audit_entry where approval_id is not null group by 1, 2
    ), log as (
      select approval_id, jsonb_object_agg(type, times) as log,
        max(last ->> 'decisionId') filter (where type = 'approval.decided') as decision_id,
        max(last ->> 'outcome') filter (where type = 'approval.decided') as outcome
      from entry group by 1
    )
    select a.id, a.execution_arn as "executionArn", a.status,
      (select count(*)::int from attempt t where t.approval_id = a.id) as attempts,
      (select count(*)::int from vote v where v.approval_id = a.id) as votes,
      (select count(*)::int from decision x where x.approval_id = a.id) as decisions,
      (select count(*)::int from decision x where x.approval_id = a.id and x.undone_at is not null) as undone,
      (select count(*)::int from decision x where x.approval_id = a.id and x.undone_at is null) as "inForce",
      d.id as "decisionId", d.outcome, d.kind, c.status as callback, c.history_event_type as "eventType",
      (select count(*)::int from callback_attempt t where t.callback_id = c.id and t.result = 'accepted')
        + (c.history_event_type is not null)::int as proofs,
      coalesce(l.log, '{}') as log, l.decision_id as "loggedDecisionId", l.outcome as "loggedOutcome"
    from approval a
      left join lateral (select * from decision x where x.approval_id = a.id and x.undone_at is null
        order by decided_at desc limit 1) d on true
      left join callback c on c.decision_id = d.id
      left join log l on l.approval_id = a.id`)
  return rows
}

/** Entries whose hash is not their leaf's, or that do not continue the entry before. */
export async function countBrokenLinks(read: Read): Promise<number> {
  const [row] = await read<{ broken: string }>(`
    select count(*) as broken from (
      select seq, leaf, hash, previous_hash, lag(hash) over (order by seq) as expected,
        row_number() over (order by seq) as place from audit_entry) e
    where e.hash <> sha256(convert_to(e.leaf, 'UTF8')) or e.seq <> e.place
      or (e.seq > 1 and e.previous_hash <> e.expected)`)
  return Number(row?.broken ?? -1)
}
