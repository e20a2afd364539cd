create table framework_batches (
  id text primary key,
  name text,
  request jsonb not null,
  state text not null check (state in ('queued', 'running', 'completed', 'failed', 'cancelled')),
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

create index framework_batches_open on framework_batches (id) where state in ('queued', 'running');

create table framework_batch_members (
  batch_id text not null references framework_batches (id) on delete cascade,
  position int not null,
  state text not null default 'waiting'
    check (state in ('waiting', 'generating', 'ready', 'accepted', 'clone_of', 'failed', 'cancelled')),
  -- The whole request of the framework; null until its sentence is written.
  request jsonb,
  -- What its sentence is made from: scenario, tool domains, language.
  pair jsonb,
  framework_id text unique references frameworks (id),
  -- For comparing: the labelled graph, and the 3-grams of the prompts as numbers.
  fingerprint jsonb,
  cell jsonb,
  clone_of text,
  similarity jsonb,
  usage jsonb,
  failure jsonb,
  primary key (batch_id, position)
);

-- Sentences as the model wrote them, before it is known whether they are unlike the others: none is paid twice.
create table framework_batch_drafts (
  batch_id text not null references framework_batches (id) on delete cascade,
  position int not null,
  attempt int not null,
  sentence text not null,
  usage jsonb not null,
  primary key (batch_id, position, attempt)
);
