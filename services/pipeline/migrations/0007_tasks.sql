-- Queries of the user's, with their verifiers and what their runs begin with.
create table tasks (
  build_id text not null references builds on delete cascade,
  index int not null,
  task jsonb not null,
  primary key (build_id, index)
);

-- What each verifier found in each run. A newer version of a verifier adds a row.
create table verifications (
  build_id text not null references builds on delete cascade,
  run_id text not null references trajectories on delete cascade,
  position int not null,
  kind text not null,
  version int not null,
  -- Null when the verifier itself broke.
  reward double precision,
  passed boolean,
  evidence jsonb not null,
  failure jsonb,
  usage jsonb,
  created_at timestamptz not null default now(),
  primary key (build_id, run_id, position, kind, version)
);

-- The reward of a run: the lowest of its verifiers' newest rewards; null while one of them broke.
create view run_rewards as
  select build_id, run_id, case when bool_or(reward is null) then null else min(reward) end as reward,
    case when bool_or(passed is null) then null else bool_and(passed) end as passed
  from (
    select distinct on (build_id, run_id, position) build_id, run_id, position, reward, passed
    from verifications order by build_id, run_id, position, version desc
  ) newest group by build_id, run_id;

-- Difficulty as the pass rate of a query's samples shows it, with Wilson's interval at 95 %.
create table query_measures (
  query_id text primary key references queries on delete cascade,
  build_id text not null references builds on delete cascade,
  difficulty text not null,
  pass_rate double precision not null,
  low double precision not null,
  high double precision not null,
  samples int not null
);
create index query_measures_of_build on query_measures (build_id);
