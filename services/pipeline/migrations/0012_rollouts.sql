-- Rollouts for trainers: batches of tasks, their runs, and the records that trainers lease and acknowledge.
create table trainer_models (
  tag text primary key,
  version int not null default 0,
  weights_uri text,
  -- Null while it runs.
  paused_at timestamptz,
  updated_at timestamptz not null default now()
);

-- Which weights were in force from when on.
create table trainer_model_versions (
  tag text not null references trainer_models on delete cascade,
  since timestamptz not null,
  version int not null,
  primary key (tag, since)
);

create table rollout_batches (
  id text primary key,
  model_tag text not null references trainer_models,
  state text not null check (state in ('running', 'completed', 'cancelled')),
  spec jsonb not null,
  spec_digest text not null,
  bundle_digest text not null,
  idempotency_key text unique,
  -- Grows with every claim; a worker writes only while its own is the newest.
  fence bigint not null default 0,
  -- Times that it went on after its end; each has a job of its own.
  reopened int not null default 0,
  cancel_requested boolean not null default false,
  traceparent text not null,
  trace_id text not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create index rollout_batches_running on rollout_batches (created_at) where state = 'running';
create index rollout_batches_of_model on rollout_batches (model_tag, id);

create table rollout_tasks (
  batch_id text not null references rollout_batches on delete cascade,
  index int not null,
  task jsonb not null,
  primary key (batch_id, index)
);

-- Complete when each of its rollouts has ended, whatever came of it; done when all was acknowledged.
create table rollout_groups (
  batch_id text not null references rollout_batches on delete cascade,
  group_id text not null,
  model_tag text not null,
  state text not null check (state in ('open', 'complete', 'done', 'cancelled')),
  -- Null until its first run is asked for.
  deadline timestamptz,
  completed_at timestamptz,
  primary key (batch_id, group_id)
);
create index rollout_groups_complete on rollout_groups (model_tag, completed_at) where state = 'complete';
create index rollout_groups_open on rollout_groups (batch_id, deadline) where state = 'open';

create table rollouts (
  id text primary key,
  batch_id text not null references rollout_batches on delete cascade,
  group_id text not null,
  task_index int not null,
  run_index int not null,
  seed bigint not null,
  state text not null check (state in ('queued', 'running', 'ready', 'done', 'cancelled')),
  attempt int not null default 1,
  -- Null until the runtime took the run of this attempt.
  run_id text,
  -- The model was paused while it was under way, and the trainer wished to know.
  across_pause boolean not null default false,
  outcome text check (outcome in ('completed', 'failed')),
  usage jsonb,
  unique (batch_id, group_id, run_index),
  foreign key (batch_id, group_id) references rollout_groups on delete cascade
);
create index rollouts_open on rollouts (batch_id, task_index, run_index) where state in ('queued', 'running');

create table trajectory_leases (
  id text primary key,
  fence bigint generated always as identity,
  model_tag text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);

create table trainer_trajectories (
  id text primary key,
  rollout_id text not null references rollouts on delete cascade,
  batch_id text not null,
  group_id text not null,
  model_tag text not null,
  attempt int not null,
  segment_index int not null,
  -- Of its sampled spans; null when nothing was sampled.
  oldest_version int,
  -- zstd over the record's JSON.
  content bytea not null,
  -- The newest lease that holds it, or held it.
  lease_id text references trajectory_leases,
  leased_until timestamptz,
  -- Final. `superseded`: its rollout was run again.
  result text check (result in ('success', 'fail', 're-rollout', 'superseded', 'streamed')),
  created_at timestamptz not null default now(),
  unique (rollout_id, attempt, segment_index)
);
alter table trainer_trajectories alter column content set storage external;
create index trainer_trajectories_waiting on trainer_trajectories (batch_id, group_id) where result is null;
create index trainer_trajectories_leased on trainer_trajectories (model_tag, leased_until) where result is null;
