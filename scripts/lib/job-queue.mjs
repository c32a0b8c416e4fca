// graphile-worker's own tables, made by the owner. It switches on row security, so the service's role needs a policy on
// each table besides the grants.
import { runMigrations } from 'graphile-worker'
import pg from 'pg'

const SCHEMA = 'graphile_worker'

/** Creates or updates the job queue and lets the service's role work with it; safe to repeat. */
export async function deployJobQueue(ownerUrl) {
  await runMigrations({ connectionString: ownerUrl, schema: SCHEMA })
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query(OPEN_TO_THE_SERVICE)
    await client.query(FIND_FAILED_JOBS)
  } finally {
    await client.end()
  }
}

/** Metrics count what was given up each time they are read; the library itself never looks for it. */
const FIND_FAILED_JOBS = `
  create index if not exists countersign_failed_jobs on ${SCHEMA}._private_jobs (id)
  where locked_at is null and attempts >= max_attempts`

const OPEN_TO_THE_SERVICE = `do $$
declare each record;
begin
  grant usage on schema ${SCHEMA} to countersign_app;
  grant select on ${SCHEMA}.migrations to countersign_app;
  for each in select tablename from pg_tables where schemaname = '${SCHEMA}' and tablename <> 'migrations' loop
    execute format('grant select, insert, update, delete on ${SCHEMA}.%I to countersign_app', each.tablename);
    if not exists (select from pg_policies where schemaname = '${SCHEMA}' and tablename = each.tablename and policyname = 'countersign') then
      execute format('create policy countersign on ${SCHEMA}.%I to countersign_app using (true) with check (true)', each.tablename);
    end if;
  end loop;
  grant select on all tables in schema ${SCHEMA} to countersign_app;
  grant usage, select on all sequences in schema ${SCHEMA} to countersign_app;
  grant execute on all functions in schema ${SCHEMA} to countersign_app;
end $$`
