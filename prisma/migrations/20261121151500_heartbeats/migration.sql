-- What the heartbeats of each account and region need, summed in the order of the index and from it alone: 100,000
-- waiting tasks take milliseconds. An index-only scan wants the column itself beside what is computed from it.
create index approval_beats on approval
  ((split_part(execution_arn, ':', 5)), (split_part(execution_arn, ':', 4)), heartbeat_seconds) include (execution_arn)
  where status = 'pending' and heartbeat_mode = 'service' and heartbeat_seconds is not null;
