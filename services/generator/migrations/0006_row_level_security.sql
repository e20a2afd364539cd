-- Whoever works for a tenant acts under a role that sees and changes what is of that tenant: the API, and workers once
-- they have taken up a row. The sweeps act as the owner. Without the setting nex.tenant nothing is seen.
do $$
begin
  create role nex_generator_api nologin;
exception
  when duplicate_object or unique_violation then null;
  when insufficient_privilege then
    raise exception 'The role nex_generator_api is not there, and % may not create it.', current_user
      using hint = format('A superuser runs: create role nex_generator_api nologin; grant nex_generator_api to %I;', current_user);
end $$;
do $$
begin
  if not (select rolsuper from pg_roles where rolname = current_user)
    and not pg_has_role(current_user, 'nex_generator_api', 'member')
  then
    execute format('grant nex_generator_api to %I', current_user);
  end if;
end $$;

grant usage on schema generator to nex_generator_api;
grant select, insert, update, delete on all tables in schema generator to nex_generator_api;
grant usage on all sequences in schema generator to nex_generator_api;
alter default privileges in schema generator grant select, insert, update, delete on tables to nex_generator_api;
alter default privileges in schema generator grant usage on sequences to nex_generator_api;
revoke all on migrations from nex_generator_api;

-- For a table whose rows say whose they are. The setting is read once per statement.
create function keep_to_tenant(of_table text) returns void language plpgsql as $$
begin
  execute format('alter table generator.%I enable row level security', of_table);
  execute format('create policy tenant on generator.%I using (tenant = (select current_setting(''nex.tenant'', true)))',
    of_table);
end $$;

-- For a table whose rows belong to one of another table. The policy of that one holds inside the condition too.
create function keep_to_parent(of_table text, key text, parent text, parent_key text default 'id')
  returns void language plpgsql as $$
begin
  execute format('alter table generator.%I enable row level security', of_table);
  execute format('create policy tenant on generator.%1$I using (exists (
    select from generator.%3$I parent where parent.%4$I = generator.%1$I.%2$I))', of_table, key, parent, parent_key);
end $$;

-- For a table with rows that are written in one statement with what they belong to, which that statement cannot see yet.
create function may_come_with_parent(of_table text) returns void language plpgsql as $$
begin
  execute format('create policy with_parent on generator.%I for insert with check (true)', of_table);
end $$;

select keep_to_tenant(one) from unnest(array['frameworks', 'framework_batches', 'tenant_bundles']) one;
select keep_to_parent(one, 'framework_id', 'frameworks') from unnest(array['steps', 'model_calls']) one;
select keep_to_parent(one, 'batch_id', 'framework_batches')
  from unnest(array['framework_batch_members', 'framework_batch_drafts']) one;

-- Whoever has files may store them; they are seen once tenant_bundles says that they are one's own.
select keep_to_parent('bundles', 'digest', 'tenant_bundles', 'digest');
select may_come_with_parent('bundles');
