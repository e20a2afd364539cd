-- The whole request as a value: what it pins grows, and no query asks for a part of it.
alter table frameworks add column request jsonb;
update frameworks set request = jsonb_build_object(
  'sentence', sentence, 'seed', seed, 'language', case when language = 'zh' then 'zh' else 'en' end,
  'pattern', 'hierarchical_orchestrator', 'minAgents', min_agents, 'maxAgents', max_agents,
  'tools', jsonb_build_object('allowServers', '[]'::jsonb, 'denyServers', '[]'::jsonb, 'allowTools', '[]'::jsonb,
    'denyTools', '[]'::jsonb, 'allowSynthesised', true),
  'budget', '{}'::jsonb, 'personas', 40, 'minLeaves', 12);
alter table frameworks alter column request set not null;
alter table frameworks drop column min_agents, drop column max_agents;
-- When work on it began: the budget of seconds counts from here, over crashes.
alter table frameworks add column started_at timestamptz;

alter table steps add column input jsonb;
alter table steps add column failure jsonb;

-- What a model was asked and answered, written when it returned: never asked, and never paid, again.
create table model_calls (
  framework_id text not null references frameworks (id) on delete cascade,
  -- Of the step, as in `steps`.
  step_key text not null,
  -- Of everything that the model was given.
  request_digest text not null,
  question text not null,
  -- Of the question's input alone.
  input_digest text not null,
  model text not null,
  reply jsonb not null,
  usage jsonb not null,
  duration_ms int not null,
  created_at timestamptz not null default now(),
  primary key (framework_id, step_key, request_digest)
);
