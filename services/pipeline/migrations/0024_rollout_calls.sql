-- What trainers' own agents asked the model in a rollout, and what it answered.
create table rollout_calls (
  -- Order of the answers.
  id bigint generated always as identity primary key,
  rollout_id text not null references rollouts on delete cascade,
  attempt int not null,
  -- Key of the request, if it had one, and digest of what it asked.
  key text,
  digest text not null,
  -- zstd over the JSON of the request's messages and tools, and of the reply.
  content bytea not null,
  created_at timestamptz not null default now(),
  unique (rollout_id, attempt, key)
);
alter table rollout_calls alter column content set storage external;

select keep_to_parent('rollout_calls', 'rollout_id', 'rollouts');
