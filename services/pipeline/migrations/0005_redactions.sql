-- Which policy a trajectory was redacted by, and what it took out: [{kind, action, runId, messageIndex, count}].
create table redactions (
  run_id text primary key references trajectories on delete cascade,
  build_id text not null references builds on delete cascade,
  policy_id text not null,
  policy_version int not null,
  entries jsonb not null
);
create index redactions_of_build on redactions (build_id);
