/** Runs a statement as somebody who may read everything. */
export type Query = (text: string) => Promise<{ readonly rows: readonly Readonly<Record<string, string>>[] }>

/** What moves by itself, with the reason. Everything else is state, and is compared to the last byte. */
const NO_STATE: Readonly<Record<string, string>> = {
  'public.session': 'a session that is used lasts longer',
  'public.heartbeat_shard': 'workers renew their leases every few seconds',
  'public.audit_checkpoint': 'a worker signs what was logged before',
  'public.audit_node': 'the tree those are over',
  'public.audit_anchored': 'where they were copied to',
  'graphile_worker._private_known_crontabs': 'says when the clock last struck',
  'graphile_worker._private_job_queues': 'is locked and freed by whoever works',
}
/** Every minute they look whether something is due, and write only when there is. */
const CLOCKWORK = ['plan-digests', 'plan-reminders', 'end-snoozes', 'tend-stages', 'prune-channels']

const jobsOfOurs = `(
  select j.* from graphile_worker._private_jobs j join graphile_worker._private_tasks k on k.id = j.task_id
  where k.identifier <> all ('{${CLOCKWORK.join(',')}}'))`
/** A worker notes when it beat a task that waits, and that it compared its timeouts with the history. */
const attemptsWithoutNotes = `(select to_jsonb(a) - 'last_beat_at' - 'figures_at' as row from attempt a)`

const PARTS: Readonly<Record<string, string>> = {
  'graphile_worker._private_jobs': jobsOfOurs,
  'public.attempt': attemptsWithoutNotes,
}

/** One digest for each table, over all its rows in any order. */
export async function tableDigests(query: Query): Promise<Readonly<Record<string, string>>> {
  const { rows: tables } = await query(
    `select schemaname || '.' || tablename as name, format('%I.%I', schemaname, tablename) as quoted
     from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  )
  const digests: Record<string, string> = {}
  for (const { name = '', quoted = '' } of tables) {
    if (Object.hasOwn(NO_STATE, name)) continue
    const rows = PARTS[name] ?? quoted
    const { rows: found } = await query(
      `select count(*) || ' rows ' || md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)), '')) as digest from ${rows} t`,
    )
    digests[name] = found[0]?.digest ?? ''
  }
  return digests
}
