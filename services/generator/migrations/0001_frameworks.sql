create table frameworks (
  id text primary key,
  sentence text not null,
  seed bigint not null,
  language text not null,
  min_agents int not null,
  max_agents int not null,
  state text not null check (state in ('queued', 'running', 'ready', 'failed', 'cancelled')),
  name text,
  title text,
  description text,
  pattern text,
  digest text,
  agents jsonb,
  failure jsonb,
  -- Grows with every change that a reader can see.
  version bigint not null default 1,
  -- The newest worker's number; writes of an older one change nothing.
  fence bigint not null default 0,
  idempotency_key text unique,
  traceparent text not null,
  trace_id text not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);

create index frameworks_open on frameworks (id) where state in ('queued', 'running');

create table bundles (
  digest text primary key,
  files jsonb not null,
  created_at timestamptz not null default now()
);

create table steps (
  framework_id text not null references frameworks (id) on delete cascade,
  -- `write-agents`, or `write-agents/2` for the second round of a repair.
  key text not null,
  position int not null,
  step_version int not null,
  state text not null check (state in ('running', 'done', 'failed')),
  input_digest text not null,
  output jsonb,
  note text,
  usage jsonb not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (framework_id, key)
);
