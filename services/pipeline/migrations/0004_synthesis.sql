-- How the queries of a build came to be: the tree as it grew, every model call, what enhancers did.
create table synthesis_settings (
  build_id text primary key references builds on delete cascade,
  -- The options with every default filled in, as they were when the build began.
  settings jsonb not null
);

-- The tree of a build: version 0 is the seed, each node added later has a version of its own.
create table tree_nodes (
  build_id text not null references builds on delete cascade,
  node_id text not null,
  parent_id text,
  position int not null,
  en text not null,
  zh text not null,
  version int not null,
  primary key (build_id, node_id)
);
create unique index tree_nodes_grown on tree_nodes (build_id, version) where version > 0;
create unique index tree_nodes_en on tree_nodes (build_id, parent_id, lower(en)) where version > 0;
create unique index tree_nodes_zh on tree_nodes (build_id, parent_id, zh) where version > 0;

-- One row per slot whose chance fell on growing the tree, once it is decided. They are decided in order of the slots.
create table tree_expansions (
  build_id text not null references builds on delete cascade,
  slot_index int not null,
  parent_id text not null,
  state text not null check (state in ('applied', 'refused')),
  node jsonb,
  version int,
  -- Labels that were refused, in order: [{reason, en, zh, rival}].
  refusals jsonb not null,
  attempts int not null,
  primary key (build_id, slot_index)
);

-- Every model call, stored before its answer is used, so that none is paid for twice.
create table synthesis_calls (
  build_id text not null references builds on delete cascade,
  slot_index int not null,
  attempt int not null,
  question text not null,
  prompt_version int not null,
  -- Digest of the instructions and of the form of the answer.
  prompt_digest text not null,
  input_digest text not null,
  model text not null,
  -- Null when the model gave no usable answer.
  answer jsonb,
  usage jsonb not null,
  duration_ms int not null,
  created_at timestamptz not null default now(),
  primary key (build_id, slot_index, attempt, question, input_digest)
);

-- What each enhancer did to a query. `change` is what it changed, so that nothing is done twice.
create table query_enhancements (
  build_id text not null references builds on delete cascade,
  slot_index int not null,
  attempt int not null,
  name text not null,
  version int not null,
  applied boolean not null,
  -- Why it was not applied; empty when it was.
  reason text not null,
  change jsonb not null,
  detail jsonb not null,
  primary key (build_id, slot_index, attempt, name)
);

create table query_shortfalls (
  build_id text primary key references builds on delete cascade,
  requested int not null,
  accepted int not null,
  reasons jsonb not null
);

alter table queries
  -- From the seed pool; `persona` is the one that the query was made with.
  add column seed_persona text not null default '',
  add column tree_version int not null default 0,
  -- Index of the given-up slot that this one stands in for.
  add column replaces int,
  -- Before it was said more vaguely.
  add column original_text text,
  add column synthesizer text not null default '';
