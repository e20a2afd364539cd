-- Agents under a name of their own: what `model` means to clients of the chat completions.
create table agents (
  name text primary key,
  bundle_digest text not null references bundles (digest),
  agent_file text not null,
  description text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- What was said before the input, by whoever asks: user and assistant messages, and further system messages.
alter table runs add column history jsonb;
