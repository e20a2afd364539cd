-- The time that a stage was at work, up to when it was last counted; pauses and restarts are no part of it.
alter table stages
  add column worked_ms double precision not null default 0,
  add column counted_at timestamptz;

update stages set worked_ms = extract(epoch from finished_at - started_at) * 1000
  where started_at is not null and finished_at is not null;
