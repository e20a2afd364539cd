-- Until when a process works on a batch without a job of the queue, unless it says so again.
alter table pipeline.rollout_batches add column worked_until timestamptz;
create index on pipeline.rollout_batches (worked_until) where worked_until is not null;
