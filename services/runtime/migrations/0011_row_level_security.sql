-- The API acts under a role that sees and changes what is of one tenant; workers act as the owner, by rows that carry
-- their tenant. The tenant is the setting nex.tenant of the transaction. Without one nothing is seen.
do $$
begin
  create role nex_runtime_api nologin;
exception
  when duplicate_object or unique_violation then null;
  when insufficient_privilege then
    raise exception 'The role nex_runtime_api is not there, and % may not create it.', current_user
      using hint = format('A superuser runs: create role nex_runtime_api nologin; grant nex_runtime_api to %I;', current_user);
end $$;
do $$
begin
  if not (select rolsuper from pg_roles where rolname = current_user)
    and not pg_has_role(current_user, 'nex_runtime_api', 'member')
  then
    execute format('grant nex_runtime_api to %I', current_user);
  end if;
end $$;

grant usage on schema runtime to nex_runtime_api;
grant select, insert, update, delete on all tables in schema runtime to nex_runtime_api;
grant usage on all sequences in schema runtime to nex_runtime_api;
alter default privileges in schema runtime grant select, insert, update, delete on tables to nex_runtime_api;
alter default privileges in schema runtime grant usage on sequences to nex_runtime_api;
revoke all on migrations from nex_runtime_api;
-- Lists of tools under the digest of their content. They are read by the digest that a run of the tenant names.
revoke insert, update, delete on tool_snapshots from nex_runtime_api;

-- For a table whose rows say whose they are. The setting is read once per statement.
create function keep_to_tenant(of_table text) returns void language plpgsql as $$
begin
  execute format('alter table runtime.%I enable row level security', of_table);
  execute format('create policy tenant on runtime.%I using (tenant = (select current_setting(''nex.tenant'', true)))',
    of_table);
end $$;

-- For a table whose rows belong to one of another table. The policy of that one holds inside the condition too.
create function keep_to_parent(of_table text, key text, parent text, parent_key text default 'id')
  returns void language plpgsql as $$
begin
  execute format('alter table runtime.%I enable row level security', of_table);
  execute format('create policy tenant on runtime.%1$I using (exists (
    select from runtime.%3$I parent where parent.%4$I = runtime.%1$I.%2$I))', of_table, key, parent, parent_key);
end $$;

-- For a table with rows that are written in one statement with what they belong to, which that statement cannot see yet.
create function may_come_with_parent(of_table text) returns void language plpgsql as $$
begin
  execute format('create policy with_parent on runtime.%I for insert with check (true)', of_table);
end $$;

select keep_to_tenant(one) from unnest(array['runs', 'agents', 'tenant_bundles', 'cassettes']) one;

select keep_to_parent(of_table, key, 'runs') from (values
  ('run_trees', 'root_run_id'), ('messages', 'run_id'), ('model_steps', 'run_id'), ('tool_calls', 'run_id'),
  ('run_tools', 'run_id'), ('events', 'root_run_id'), ('compactions', 'run_id'), ('permission_requests', 'run_id'),
  ('inbox', 'run_id'), ('storage', 'run_id'), ('run_states', 'run_id'), ('run_handlings', 'run_id'),
  ('teams', 'root_run_id'), ('team_members', 'root_run_id'), ('team_runs', 'run_id'), ('team_tasks', 'root_run_id'),
  ('team_calls', 'run_id')) children (of_table, key);
select may_come_with_parent(one) from unnest(array['run_trees', 'run_states', 'run_handlings', 'teams']) one;

select keep_to_parent(one, 'cassette_id', 'cassettes')
  from unnest(array['cassette_outcomes', 'cassette_calls', 'cassette_tools', 'cassette_states']) one;

-- Whoever has files may store them; they are seen once tenant_bundles says that they are one's own.
select keep_to_parent('bundles', 'digest', 'tenant_bundles', 'bundle_digest');
select may_come_with_parent('bundles');
