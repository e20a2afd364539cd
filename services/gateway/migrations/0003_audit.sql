-- Every change that came through the gateway, refused ones too. Never what was sent or answered.
create table audit (
  id bigint generated always as identity primary key,
  time timestamptz not null default now(),
  tenant text not null,
  actor text not null,
  operation text not null,
  path text not null,
  resource text,
  -- Null while the change is under way.
  status int,
  request_id text not null,
  trace_id text not null
);
create index audit_by_tenant on audit (tenant, id desc);
create index audit_by_actor on audit (actor, id desc);
create index audit_by_operation on audit (operation, id desc);
create index audit_by_resource on audit (resource, id desc) where resource is not null;
create index audit_by_time on audit using brin (time);
