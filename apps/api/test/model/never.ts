/** Each of these selects what must never be, in the execution $1. */
const NEVER = {
  'a decided approval without its one decision in force': `
    select a.id from approval a where a.execution_arn = $1 and a.status in ('approved', 'rejected')
      and (select count(*) from decision d where d.approval_id = a.id and d.undone_at is null
        and d.kind = case a.status when 'approved' then 'success' else 'failure' end) <> 1`,
  'two decisions in force': `
    select d.approval_id as id from decision d join approval a on a.id = d.approval_id
    where a.execution_arn = $1 and d.undone_at is null group by 1 having count(*) > 1`,
  'a decision in force on an approval that is open or lapsed': `
    select a.id from approval a join decision d on d.approval_id = a.id and d.undone_at is null
    where a.execution_arn = $1 and (a.status = 'pending'
      or (a.status = 'expired' and a.close_reason <> 'policy_answered')
      or (a.status = 'withdrawn' and (a.close_reason <> 'cancelled_by_requester' or d.outcome <> 'cancelled')))`,
  'a decision whose callback tells another story': `
    select d.id from decision d join approval a on a.id = d.approval_id left join callback c on c.decision_id = d.id
    where a.execution_arn = $1 and (c.id is null or (d.undone_at is null) = (c.status = 'undone'))`,
  'an answer to another attempt than the one decided': `
    select c.id from callback c join decision d on d.id = c.decision_id join attempt t on t.id = c.attempt_id
    where c.execution_arn = $1 and (t.approval_id <> d.approval_id or t.number <> d.attempt_number)`,
  'two answers in force to one token': `
    select c.attempt_id as id from callback c where c.execution_arn = $1 and c.status <> 'undone'
    group by 1 having count(*) > 1`,
  'two living tokens, or a living one that is not the newest': `
    select a.id from approval a join attempt t on t.approval_id = a.id and t.status = 'live'
    where a.execution_arn = $1 and t.number <> a.attempt_number`,
  'an open approval without a living token': `
    select a.id from approval a where a.execution_arn = $1 and a.status = 'pending'
      and not exists (select from attempt t where t.approval_id = a.id and t.status = 'live')`,
  'attempts out of order': `
    select t.id from attempt t join attempt u on u.approval_id = t.approval_id and u.number > t.number
      join approval a on a.id = t.approval_id
    where a.execution_arn = $1 and u.closed_at is distinct from u.registered_at
      and (u.redrive_count, u.retry_count) <= (t.redrive_count, t.retry_count)`,
  'a living token without its sealed envelope': `
    select t.id from attempt t join approval a on a.id = t.approval_id where a.execution_arn = $1
      and t.status = 'live' and not exists (select from sealed_token s where s.attempt_id = t.id)`,
  'two votes of one person, or of one seat, that count': `
    select v.approval_id as id from vote v join approval a on a.id = v.approval_id,
      lateral (values (v.user_id), (v.on_behalf_of_id)) as person (id)
    where a.execution_arn = $1 and v.undone_at is null and person.id is not null
    group by v.approval_id, v.attempt_number, person.id having count(*) > 1`,
  'a change that the log does not tell, or tells twice': `
    select a.id from approval a, lateral (
      select count(*) filter (where e.type = 'approval.requested') as requested,
        count(*) filter (where e.type = 'approval.voted') as voted,
        count(*) filter (where e.leaf::jsonb -> 'data' ? 'decisionId' and e.type in ('approval.decided', 'approval.withdrawn', 'approval.expired')) as decided,
        count(*) filter (where e.type = 'approval.undone') as undone,
        count(*) filter (where e.type in ('approval.superseded', 'approval.revived', 'attempt.late')) as more
      from audit_entry e where e.approval_id = a.id) as told
    where a.execution_arn = $1 and (told.requested <> 1
      or told.voted <> (select count(*) from vote v where v.approval_id = a.id and v.carried_from is null)
      or told.decided <> (select count(*) from decision d where d.approval_id = a.id)
      or told.undone <> (select count(*) from vote v where v.approval_id = a.id and v.undone_at is not null)
      or told.more <> (select count(*) - 1 from attempt t where t.approval_id = a.id))`,
} as const

/** All of them at once: one round trip for each step of the model. */
export const NEVER_SQL = Object.entries(NEVER)
  .map(([what, sql]) => `select '${what}' as what, id::text from (${sql}) as found`)
  .join('\nunion all\n')
