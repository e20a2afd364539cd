-- The log of a tree of runs that ended a while ago: its messages, events, answers and calls as one compressed value. They
-- lie here or in their tables, never in both.
create table packed_logs (
  root_run_id text primary key references runs (id) on delete cascade,
  -- zstd of a JSON object: table name → its rows.
  log bytea not null
);
alter table packed_logs alter column log set storage external;

-- Of root runs: whether the log is packed, and when it was last used after the end; infinity when it stays in rows.
alter table runs add column packed boolean not null default false, add column log_used_at timestamptz;
create index runs_to_pack on runs (greatest(finished_at, log_used_at))
  where parent_run_id is null and finished_at is not null and not packed;
