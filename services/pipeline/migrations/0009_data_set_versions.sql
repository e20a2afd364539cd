-- Checks get newer versions; the newest verdict of each stands, the older ones stay beside it.
create view current_verdicts as
  select v.* from verdicts v where not exists (
    select from verdicts newer
    where newer.run_id = v.run_id and newer.check_name = v.check_name and newer.model = v.model
      and newer.version > v.version);

-- What a framework's bundle consists of, for lineage: the files themselves are the generator's.
create table bundle_files (
  framework_digest text not null,
  path text not null,
  digest text not null,
  primary key (framework_digest, path)
);

-- What a terminal build was put back to work for: {reason, formats, split}. Null while it is being built.
alter table builds add column redo jsonb;

-- A data set is a sequence of versions. None of them changes once its row is there.
alter table data_sets rename to data_sets_by_build;
alter index data_sets_pkey rename to data_sets_by_build_pkey;
create table data_sets (
  id text primary key,
  build_id text not null unique references builds on delete cascade,
  created_at timestamptz not null default now()
);

create table data_set_versions (
  data_set_id text not null references data_sets on delete cascade,
  version int not null,
  parent int,
  reason text not null check (reason in ('build', 'rescore', 're-export', 'review')),
  -- Name of its folder among those of all data sets.
  folder text not null unique,
  -- Digest over its files.
  digest text not null,
  rows int not null,
  -- Digest over the ids of its rows in their order: equal for equal rows of different builds.
  rows_digest text not null,
  -- How its rows are written, as it was asked for: {formats, split}.
  export jsonb not null,
  manifest jsonb not null,
  created_at timestamptz not null default now(),
  primary key (data_set_id, version)
);

-- What was decided of each run, over a span of versions. `last_version` is null while the newest version has it so.
create table data_set_members (
  data_set_id text not null references data_sets on delete cascade,
  query_id text not null references queries on delete cascade,
  sample_index int not null,
  first_version int not null,
  last_version int,
  run_id text not null,
  -- Digest of the trajectory's messages, which is the id of its row; empty without a trajectory.
  row_id text not null,
  kept boolean not null,
  reason text not null,
  -- What decided against it, with its version where it has one: `loop@2`. Empty when it is kept.
  decided_by text not null,
  -- Checks and judges that flag it: `loop@2`.
  flags text[] not null,
  reward double precision,
  measured text,
  primary key (data_set_id, query_id, sample_index, first_version)
);
create index data_set_members_newest on data_set_members (data_set_id) where last_version is null;
create index data_set_members_of_run on data_set_members (run_id);

-- The same as selections say it now.
create view current_members as
  select s.build_id, s.query_id, s.sample_index, s.run_id, coalesce(t.digest, '') as row_id, s.kept, s.reason,
    case when s.kept then '' else coalesce(
      (select v.check_name || '@' || v.version from current_verdicts v
        where v.run_id = s.run_id and v.verdict = 'drop' and v.reason = s.reason order by v.check_name limit 1),
      (select f.kind || '@' || f.version from verifications f
        where s.reason in ('verifier_not_passed', 'verifier_broken') and f.build_id = s.build_id
          and f.run_id = s.run_id and f.passed is not true
        order by f.version desc, f.reward nulls first, f.position limit 1),
      s.reason) end as decided_by,
    array(select v.check_name || '@' || v.version from current_verdicts v where v.run_id = s.run_id and v.verdict = 'flag' order by 1)
      as flags,
    reward.reward, measure.difficulty as measured
  from selections s
    left join trajectories t on t.run_id = s.run_id
    left join run_rewards reward on reward.build_id = s.build_id and reward.run_id = s.run_id
    left join query_measures measure on measure.query_id = s.query_id;

insert into data_sets (id, build_id, created_at)
  select 'ds_' || substr(build_id, 7), build_id, created_at from data_sets_by_build;
insert into data_set_versions (data_set_id, version, reason, folder, digest, rows, rows_digest, export, manifest,
    created_at)
  select ds.id, 1, 'build', ds.build_id, old.digest, old.rows,
    'sha256:' || encode(sha256(convert_to(coalesce((
      select string_agg(t.digest, E'\n' order by run.query_index, run.sample_index)
      from selections s
        join query_runs run on run.query_id = s.query_id and run.sample_index = s.sample_index
        join trajectories t on t.run_id = s.run_id
      where s.build_id = ds.build_id and s.kept), ''), 'UTF8')), 'hex'),
    jsonb_strip_nulls(jsonb_build_object('formats', b.spec->'formats', 'split', b.spec->'split')), old.manifest,
    old.created_at
  from data_sets ds join data_sets_by_build old on old.build_id = ds.build_id join builds b on b.id = ds.build_id;
insert into data_set_members (data_set_id, query_id, sample_index, first_version, run_id, row_id, kept, reason,
    decided_by, flags, reward, measured)
  select ds.id, m.query_id, m.sample_index, 1, m.run_id, m.row_id, m.kept, m.reason, m.decided_by, m.flags, m.reward,
    m.measured
  from data_sets ds join current_members m on m.build_id = ds.build_id;
drop table data_sets_by_build;
