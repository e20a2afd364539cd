-- Builds and everything that their stages write. Each stage reads keyed rows and writes keyed rows.
create table builds (
  id text primary key,
  name text not null,
  state text not null check (state in ('queued', 'running', 'completed', 'failed', 'cancelled')),
  framework_id text not null,
  framework_digest text not null,
  framework_name text not null,
  sentence text not null,
  spec jsonb not null,
  spec_digest text not null,
  idempotency_key text unique,
  -- Grows with every change that a watcher should see.
  version bigint not null default 1,
  -- Grows with every claim; a worker writes only while its own is the newest.
  fence bigint not null default 0,
  cancel_requested boolean not null default false,
  traceparent text not null,
  trace_id text not null,
  model jsonb,
  failure jsonb,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create index builds_unfinished on builds (created_at) where state in ('queued', 'running');

create table stages (
  build_id text not null references builds on delete cascade,
  position int not null,
  name text not null,
  state text not null check (state in ('queued', 'running', 'done', 'failed')),
  done int not null default 0,
  total int not null default 0,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (build_id, name)
);

-- A slot of the query plan from its first draft on. `drafted` waits for its turn to be compared with the others.
create table queries (
  id text primary key,
  build_id text not null references builds on delete cascade,
  index int not null,
  persona text not null,
  problem_type_id text not null,
  leaf_id text not null,
  problem_type jsonb not null,
  difficulty text not null,
  language text not null,
  seed bigint not null,
  state text not null check (state in ('drafted', 'accepted', 'rejected')),
  text text not null,
  text_digest text not null,
  rejection_reason text,
  -- Texts that were refused in this slot, in order: [{reason, text, rival}].
  refusals jsonb not null default '[]',
  attempts int not null,
  usage jsonb not null,
  created_at timestamptz not null default now(),
  unique (build_id, index)
);
create unique index queries_distinct_text on queries (build_id, text_digest) where state = 'accepted';

create table problem_type_counts (
  build_id text not null references builds on delete cascade,
  path_id text not null,
  drawn int not null,
  accepted int not null,
  primary key (build_id, path_id)
);

create table query_runs (
  build_id text not null references builds on delete cascade,
  query_id text not null references queries on delete cascade,
  query_index int not null,
  sample_index int not null,
  seed bigint not null,
  -- Null until the runtime took the run.
  run_id text unique,
  state text not null check (state in ('queued', 'running', 'completed', 'failed', 'cancelled')),
  stop_reason text,
  trace_id text not null default '',
  usage jsonb,
  -- Why there is no trajectory, when the runtime has none.
  collect_failure text,
  primary key (query_id, sample_index)
);
create index query_runs_of_build on query_runs (build_id, query_index, sample_index);
create index query_runs_unfinished on query_runs (build_id) where state in ('queued', 'running');

create table trajectories (
  run_id text primary key,
  build_id text not null references builds on delete cascade,
  query_id text not null references queries on delete cascade,
  sample_index int not null,
  -- Digest of what was said and done, blind to ids and times.
  digest text not null,
  -- Digest of the query and the final answer.
  answer_digest text not null,
  model text not null,
  provider text not null,
  offline_model boolean not null,
  size_bytes int not null,
  -- zstd over the trajectory's JSON.
  content bytea not null,
  unique (query_id, sample_index)
);
create index trajectories_of_build on trajectories (build_id);
alter table trajectories alter column content set storage external;

create table verdicts (
  run_id text not null references trajectories on delete cascade,
  build_id text not null references builds on delete cascade,
  check_name text not null,
  version int not null,
  verdict text not null check (verdict in ('keep', 'drop')),
  reason text not null,
  evidence jsonb not null,
  primary key (run_id, check_name, version)
);
create index verdicts_of_build on verdicts (build_id);

create table selections (
  query_id text not null references queries on delete cascade,
  sample_index int not null,
  build_id text not null references builds on delete cascade,
  run_id text not null,
  kept boolean not null,
  -- First reason against it; empty when it is kept.
  reason text not null,
  primary key (query_id, sample_index)
);
create index selections_of_build on selections (build_id);

create table data_sets (
  build_id text primary key references builds on delete cascade,
  digest text not null,
  rows int not null,
  manifest jsonb not null,
  created_at timestamptz not null default now()
);
