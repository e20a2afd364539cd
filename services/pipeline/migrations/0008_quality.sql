-- A judge's verdict names the models that were asked, with commas between them, and how many of them agree.
alter table verdicts add column model text not null default '';
alter table verdicts add column agreement double precision;
alter table verdicts drop constraint verdicts_pkey;
alter table verdicts add primary key (run_id, check_name, version, model);

-- The runs that a stage looks at, fixed when it begins.
create table stage_runs (
  build_id text not null references builds on delete cascade,
  stage text not null,
  run_id text not null references trajectories on delete cascade,
  done boolean not null default false,
  primary key (build_id, stage, run_id)
);
create index stage_runs_open on stage_runs (build_id, stage, run_id) where not done;

-- Answers of judges as they came. Each is a row before anything is made of it.
create table judge_answers (
  build_id text not null references builds on delete cascade,
  run_id text not null references trajectories on delete cascade,
  model text not null,
  question text not null,
  request_digest text not null,
  reply jsonb not null,
  usage jsonb not null,
  duration_ms int not null,
  created_at timestamptz not null default now(),
  primary key (run_id, model, request_digest)
);
create index judge_answers_of_build on judge_answers (build_id);

-- What each judge used in a build so far: the sum over its answers, which are too many to be summed with every snapshot.
create table judge_usage (
  build_id text not null references builds on delete cascade,
  model text not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cached_input_tokens bigint not null,
  reasoning_tokens bigint not null,
  model_calls bigint not null,
  cost_usd double precision,
  primary key (build_id, model)
);

-- What each model found under each head: the votes behind a verdict.
create table judge_votes (
  build_id text not null references builds on delete cascade,
  run_id text not null references trajectories on delete cascade,
  head text not null,
  version int not null,
  model text not null,
  -- Null when the model gave no usable answer.
  verdict text check (verdict in ('keep', 'flag', 'drop')),
  reason text not null,
  evidence jsonb not null,
  findings jsonb not null,
  discarded jsonb not null,
  complete boolean not null,
  failure jsonb,
  usage jsonb not null,
  primary key (run_id, head, version, model)
);
create index judge_votes_of_build on judge_votes (build_id);

-- Benchmarks of users, each text once.
create table benchmark_files (
  digest text primary key,
  format text not null check (format in ('text', 'jsonl', 'csv')),
  bytes int not null,
  lines int not null,
  words int not null,
  -- zstd over the text.
  content bytea not null,
  created_at timestamptz not null default now()
);
alter table benchmark_files alter column content set storage external;

-- What trajectories share with benchmarks.
create table contaminations (
  run_id text not null references trajectories on delete cascade,
  position int not null,
  build_id text not null references builds on delete cascade,
  benchmark text not null,
  kind text not null check (kind in ('gram', 'line', 'tool', 'repository')),
  file text not null,
  line int not null,
  span text not null,
  words int not null,
  -- The run of the trajectory that has it, and its message; -1 for a tool.
  in_run text not null,
  message_index int not null,
  primary key (run_id, position)
);
create index contaminations_of_build on contaminations (build_id);

-- Clusters of duplicates among the trajectories that nothing else speaks against.
create table duplicates (
  run_id text not null references trajectories on delete cascade,
  kind text not null check (kind in ('exact', 'near', 'embedding')),
  build_id text not null references builds on delete cascade,
  cluster text not null,
  original boolean not null,
  nearest text,
  similarity double precision,
  primary key (run_id, kind)
);
create index duplicates_of_build on duplicates (build_id, cluster);

-- Queries that must not lie in two splits, because they are near each other or the user said so.
create table query_groups (
  query_id text primary key references queries on delete cascade,
  build_id text not null references builds on delete cascade,
  name text not null
);
create index query_groups_of_build on query_groups (build_id);
