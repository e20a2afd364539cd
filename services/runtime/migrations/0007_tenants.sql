-- Whose a run is. Ids of runs are made here and meet nobody else's; what callers choose (keys of calls, names of agents)
-- and what they may name (bundles) is a tenant's own.
alter table runs add column tenant text not null default 'default';
alter table runs drop constraint runs_idempotency_key_key;
create unique index runs_idempotency on runs (tenant, idempotency_key) where idempotency_key is not null;
drop index runs_roots;
drop index runs_roots_by_state;
create index runs_roots on runs (tenant, id desc) where parent_run_id is null;
create index runs_roots_by_state on runs (tenant, state, id desc) where parent_run_id is null;

alter table agents add column tenant text not null default 'default';
alter table agents drop constraint agents_pkey;
alter table agents add primary key (tenant, name);

-- The files of a bundle are stored once for all; who stored them may use them.
create table tenant_bundles (
  tenant text not null,
  bundle_digest text not null references bundles (digest),
  created_at timestamptz not null default now(),
  primary key (tenant, bundle_digest)
);
insert into tenant_bundles (tenant, bundle_digest) select 'default', digest from bundles;
