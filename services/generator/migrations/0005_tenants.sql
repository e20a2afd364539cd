-- Whose a framework, a batch and a bundle are. What is written for somebody is written in a transaction that says for
-- whom, by the setting nex.tenant.
create function tenant_at_work() returns text language sql stable
  as $$ select coalesce(nullif(current_setting('nex.tenant', true), ''), 'default') $$;

alter table frameworks add column tenant text not null default 'default';
alter table frameworks alter column tenant set default tenant_at_work();
alter table frameworks drop constraint frameworks_idempotency_key_key;
create unique index frameworks_idempotency on frameworks (tenant, idempotency_key);
create index frameworks_of_tenant on frameworks (tenant, id desc);

alter table framework_batches add column tenant text not null default 'default';
alter table framework_batches alter column tenant set default tenant_at_work();
alter table framework_batches drop constraint framework_batches_idempotency_key_key;
create unique index framework_batches_idempotency on framework_batches (tenant, idempotency_key);
create index framework_batches_of_tenant on framework_batches (tenant, id desc);

-- The files of a bundle are stored once for all; who stored them, or had them made, may use them.
create table tenant_bundles (
  tenant text not null default tenant_at_work(),
  digest text not null references bundles (digest),
  created_at timestamptz not null default now(),
  primary key (tenant, digest)
);
insert into tenant_bundles (tenant, digest) select 'default', digest from bundles;
