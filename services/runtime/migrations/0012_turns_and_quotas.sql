-- A root run's place in the order in which runs are taken up: start-time fair queueing. Runs of one tenant come one after
-- another, from the turn that the queue is at when the first of them comes; the lowest turn is next.
alter table runs add column turn bigint not null default 0;
create index runs_turns on runs (turn) where parent_run_id is null and state = 'queued';
create index runs_turns_of_tenant on runs (tenant, turn) where parent_run_id is null and state = 'queued';

-- Over all tenants: a number, and nothing else of theirs.
create function turn_of_queue() returns bigint language sql stable security definer set search_path = ''
  as $$ select coalesce(min(turn), 0) from runtime.runs where parent_run_id is null and state = 'queued' $$;

-- What is null is not limited.
create table tenant_quotas (
  tenant text primary key,
  concurrent_runs bigint,
  queued_runs bigint,
  tokens_per_day bigint
);
select keep_to_tenant('tenant_quotas');
