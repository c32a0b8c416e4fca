import pg from 'pg'
import type { TestCore } from './test-core.ts'

/**
 * Thousands of approvals in two statements: teams in turn, every third without a deadline, many sharing one, every fourth
 * decided elsewhere (withdrawn).
 */
export async function insertMany(core: TestCore, count: number): Promise<void> {
  const approval = await core.register({ request: { title: 'Seed of many' } })
  await core.sql(
    `insert into approval (id, team_id, policy_name, policy_version, status, version, title, risk, context_line, case_body,
       outcomes, plan, standing, case_digest, tags, requested_by_id, requested_by_name, registered_by_key, undo_seconds, execution_arn,
       state_name, attempt_number, heartbeat_mode, deadline_at, deadline_because, closed_at, close_reason, created_at, updated_at)
     select 'apr_' || lpad(translate(to_hex(n), 'abcdef', 'ghjkmn'), 36, '0'),
       (array['payments', 'fulfilment', 'platform', 'machine-learning'])[1 + n % 4], a.policy_name, a.policy_version,
       case when n % 4 = 3 then 'withdrawn' else 'pending' end, 1, 'Refund of order ' || n, 'low', 'EUR ' || n * 7, a.case_body,
       a.outcomes, a.plan, a.standing, a.case_digest, a.tags, 'usr_' || n % 50, 'Person ' || n % 50, 'manykey000001', 10,
       a.execution_arn || '-' || n, a.state_name, 1, 'service',
       case when n % 3 > 0 then now() + (n % 97) * interval '1 minute' end, case when n % 3 > 0 then 'task timeout' end,
       case when n % 4 = 3 then now() end, case when n % 4 = 3 then 'execution_aborted' end,
       now() - (n % 211) * interval '1 second', now()
     from generate_series(1, $2::int) n, approval a where a.id = $1`,
    [approval.id, count],
  )
  await core.sql(
    `insert into attempt (id, approval_id, number, status, token_hash, retry_count, redrive_count, shard, registered_at, closed_at)
     select 'att_' || substr(id, 5), id, 1, case when status = 'pending' then 'live' else 'closed' end,
       sha256(convert_to(id, 'UTF8')), 0, 0, 0, created_at, closed_at
     from approval where registered_by_key = 'manykey000001'`,
  )
  const owner = new pg.Client({ connectionString: core.testDatabase.ownerUrl })
  await owner.connect()
  await owner.query('analyze')
  await owner.end()
}
