-- Routes act under a role that sees and changes what is of one tenant. As the owner act: who finds out whose a key is,
-- counts requests, writes changes down and tells of ends, for all tenants alike; and administrators of the platform.
do $$
begin
  create role nex_gateway_api nologin;
exception
  when duplicate_object or unique_violation then null;
  when insufficient_privilege then
    raise exception 'The role nex_gateway_api is not there, and % may not create it.', current_user
      using hint = format('A superuser runs: create role nex_gateway_api nologin; grant nex_gateway_api to %I;', current_user);
end $$;
do $$
begin
  if not (select rolsuper from pg_roles where rolname = current_user)
    and not pg_has_role(current_user, 'nex_gateway_api', 'member')
  then
    execute format('grant nex_gateway_api to %I', current_user);
  end if;
end $$;

grant usage on schema gateway to nex_gateway_api;
grant select, insert, update, delete on all tables in schema gateway to nex_gateway_api;
grant usage on all sequences in schema gateway to nex_gateway_api;
alter default privileges in schema gateway grant select, insert, update, delete on tables to nex_gateway_api;
alter default privileges in schema gateway grant usage on sequences to nex_gateway_api;
revoke all on migrations from nex_gateway_api;

-- For a table whose rows say whose they are. The setting is read once per statement.
create function keep_to_tenant(of_table text) returns void language plpgsql as $$
begin
  execute format('alter table gateway.%I enable row level security', of_table);
  execute format('create policy tenant on gateway.%I using (tenant = (select current_setting(''nex.tenant'', true)))',
    of_table);
end $$;

select keep_to_tenant(one) from unnest(array['keys', 'audit', 'idempotency']) one;
alter table tenants enable row level security;
create policy tenant on tenants using (id = (select current_setting('nex.tenant', true)));
-- Counts of all tenants, which only the owner makes.
revoke all on rate_limits from nex_gateway_api;
