-- What people decided about queries and runs. Rows stay; the newest of an item stands.
create table review_decisions (
  id bigint generated always as identity primary key,
  build_id text not null references builds on delete cascade,
  -- A query's id or a run's.
  item_id text not null,
  decision text not null check (decision in ('accept', 'reject')),
  decided_by text not null,
  note text,
  decided_at timestamptz not null default now()
);
create index review_decisions_of_item on review_decisions (build_id, item_id, id desc);

create view standing_reviews as
  select distinct on (build_id, item_id) build_id, item_id, decision
  from review_decisions order by build_id, item_id, id desc;

-- Stages after which a person let the build go on. It does not wait there again.
create table review_gates (
  build_id text not null references builds on delete cascade,
  stage text not null,
  passed_at timestamptz not null default now(),
  primary key (build_id, stage)
);
