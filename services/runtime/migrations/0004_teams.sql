-- A team is a root run, its leader's, with a row here.
create table teams (
  root_run_id text primary key references runs (id) on delete cascade,
  -- Role → path of its agent file in the bundle.
  candidates jsonb not null,
  max_teammates int not null,
  -- Number of the next task that gets no id of its own.
  next_task int not null default 1,
  -- Reminders in a row that nobody is at work, and the leader's answer that the last of them followed.
  nudges int not null default 0,
  nudged_after int not null default 0,
  -- Nobody is sent anything any more.
  finished boolean not null default false
);

-- Rows stay when teammates are removed, so a number is never given twice.
create table team_members (
  root_run_id text not null references teams (root_run_id) on delete cascade,
  agent_id text not null,
  role text not null,
  number int not null,
  removed boolean not null default false,
  -- The newest of its failed runs that the leader was told of.
  failure_told text,
  created_at timestamptz not null default clock_timestamp(),
  primary key (root_run_id, agent_id),
  unique (root_run_id, role, number)
);

-- The runs of teammates. One that is not at its end gets messages through its inbox; without one, a message makes the next.
create table team_runs (
  run_id text primary key references runs (id) on delete cascade,
  root_run_id text not null,
  agent_id text not null,
  number int not null,
  unique (root_run_id, agent_id, number),
  foreign key (root_run_id, agent_id) references team_members (root_run_id, agent_id) on delete cascade
);

create table team_tasks (
  root_run_id text not null references teams (root_run_id) on delete cascade,
  id text not null,
  position int not null,
  title text not null,
  description text not null,
  priority int not null,
  dependencies text[] not null,
  status text not null check (status in ('pending', 'in_progress', 'completed')),
  assignee text,
  deliverable text not null,
  result_summary text,
  created_by text not null,
  primary key (root_run_id, id),
  check ((status = 'pending') = (assignee is null))
);

-- What calls of team tools came to, written together with what they did: a call that is made again does nothing more.
create table team_calls (
  run_id text not null references runs (id) on delete cascade,
  call_id text not null,
  outcome jsonb not null,
  primary key (run_id, call_id)
);
