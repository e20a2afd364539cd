-- Until when a process works on a batch without a job of the queue, unless it says so again.
alter table pipeline.rollout_batches add column worked_until timestamptz;
create index on pipeline.rollout_batches (worked_until) where worked_until is not null;

-- A call whose prompt begins with the whole prompt of an earlier one of its attempt keeps what is new: after that call's
-- messages, and after its tokens where these are known. Digests of the call's own, whole prompt and tokens.
alter table pipeline.rollout_calls add column follows bigint references pipeline.rollout_calls on delete cascade,
  add column prompt text, add column tokens text, add column token_count int;
create index on pipeline.rollout_calls (rollout_id, attempt, prompt);
create index on pipeline.rollout_calls (follows) where follows is not null;
