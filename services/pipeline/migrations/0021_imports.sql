-- Builds whose trajectories others recorded, and how far their file is read.
create table imports (
  build_id text primary key references builds on delete cascade,
  file text not null,
  digest text not null,
  -- Found out from the first records when nobody said it.
  format text,
  importer_version int,
  strict boolean not null,
  bytes bigint not null,
  bytes_read bigint not null default 0,
  -- Items of the file, trajectories and rejections together, that are in rows.
  taken int not null default 0
);

create table import_rows (
  run_id text primary key references query_runs (run_id) on delete cascade,
  build_id text not null references builds on delete cascade,
  line int not null,
  -- What was assumed: [{code, where, note, count}].
  warnings jsonb not null
);
create index import_rows_of_build on import_rows (build_id);

create table import_rejections (
  build_id text not null references builds on delete cascade,
  position int not null,
  line int not null,
  reason text not null,
  note text not null,
  primary key (build_id, position)
);


select keep_to_parent(one, 'build_id', 'builds') from unnest(array['imports', 'import_rows', 'import_rejections']) one;
select may_come_with_parent('imports');
