-- Whose a build, a rollout batch, a model of a trainer and a benchmark are. What is written for somebody is written in a
-- transaction that says for whom, by the setting nex.tenant.
create function tenant_at_work() returns text language sql stable
  as $$ select coalesce(nullif(current_setting('nex.tenant', true), ''), 'default') $$;

alter table builds add column tenant text not null default 'default';
alter table builds alter column tenant set default tenant_at_work();
alter table builds drop constraint builds_idempotency_key_key;
create unique index builds_idempotency on builds (tenant, idempotency_key);
create index builds_of_tenant on builds (tenant, id desc);
create index builds_of_framework on builds (framework_digest);

alter table rollout_batches add column tenant text not null default 'default';
alter table rollout_batches alter column tenant set default tenant_at_work();
alter table rollout_batches drop constraint rollout_batches_idempotency_key_key;
create unique index rollout_batches_idempotency on rollout_batches (tenant, idempotency_key);
create index rollout_batches_of_tenant on rollout_batches (tenant, id desc);

-- Their key is the tag as trainers say it for the tenant `default`, and `<tenant>/<tag>` for others.
alter table trainer_models add column tenant text not null default 'default';
alter table trainer_models alter column tenant set default tenant_at_work();

-- Benchmarks are stored once for all; who sent one may use it.
create table tenant_benchmark_files (
  tenant text not null default tenant_at_work(),
  digest text not null references benchmark_files (digest),
  created_at timestamptz not null default now(),
  primary key (tenant, digest)
);
insert into tenant_benchmark_files (tenant, digest) select 'default', digest from benchmark_files;
