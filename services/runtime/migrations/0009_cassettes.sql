-- What tools answered, to be played again.
create table cassettes (
  id bigint generated always as identity primary key,
  tenant text not null,
  name text not null,
  created_at timestamptz not null default now(),
  unique (tenant, name)
);

-- Each outcome once.
create table cassette_outcomes (
  cassette_id bigint not null references cassettes (id) on delete cascade,
  digest text not null,
  outcome jsonb not null,
  bytes int not null,
  primary key (cassette_id, digest)
);

create table cassette_calls (
  cassette_id bigint not null references cassettes (id) on delete cascade,
  -- Digest of server, tool, schema, arguments, and of where the call stands among those before it.
  key text not null,
  -- What one run recorded.
  take text not null,
  server text not null,
  tool text not null,
  -- Digests of the input schema, of the arguments, and of the outcome.
  schema text not null,
  args text not null,
  outcome text not null,
  -- Order in which keys came to be known.
  seq bigint generated always as identity,
  primary key (cassette_id, key, take)
);
create index cassette_calls_by_tool on cassette_calls (cassette_id, server, tool);
create index cassette_calls_by_seq on cassette_calls (cassette_id, seq);

-- What the servers of an agent offered it: without them the tools are known from here.
create table cassette_tools (
  cassette_id bigint not null references cassettes (id) on delete cascade,
  -- Digest of the servers' names and of the tools that the agent asked them for.
  servers text not null,
  -- Of the list. A server that changed has several; the newest counts, the others tell what was recorded.
  digest text not null,
  -- Keys in the order in which a model is told of them: in another order it may answer otherwise.
  tools json not null,
  seen_at timestamptz not null default clock_timestamp(),
  primary key (cassette_id, servers, digest)
);

-- State of tool servers at the end of a root run.
create table cassette_states (
  cassette_id bigint not null references cassettes (id) on delete cascade,
  take text not null,
  final jsonb not null,
  primary key (cassette_id, take)
);

-- What stands between a root run and its tools.
create table run_handlings (
  run_id text primary key references runs (id) on delete cascade,
  -- Null without a cassette, and once it is deleted.
  cassette_id bigint references cassettes (id) on delete set null,
  cassette text,
  mode text check (mode in ('record', 'strict', 'fallback')),
  faults jsonb
);
create index run_handlings_by_cassette on run_handlings (cassette_id) where cassette_id is not null;
