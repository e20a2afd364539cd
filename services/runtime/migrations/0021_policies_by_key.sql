-- Whose a row is, is looked up by the key of its run. Without `offset 0` the planner may turn the condition into a list of
-- all runs of the tenant, which it makes anew for each statement that reads many rows.
create or replace function keep_to_parent(of_table text, key text, parent text, parent_key text default 'id')
  returns void language plpgsql as $$
begin
  execute format('alter table runtime.%I enable row level security', of_table);
  execute format('drop policy if exists tenant on runtime.%I', of_table);
  execute format('create policy tenant on runtime.%1$I using (exists (
    select from runtime.%3$I parent where parent.%4$I = runtime.%1$I.%2$I offset 0))', of_table, key, parent, parent_key);
end $$;

select keep_to_parent(of_table, key, 'runs') from (values
  ('run_trees', 'root_run_id'), ('messages', 'run_id'), ('model_steps', 'run_id'), ('tool_calls', 'run_id'),
  ('run_tools', 'run_id'), ('events', 'root_run_id'), ('compactions', 'run_id'), ('permission_requests', 'run_id'),
  ('inbox', 'run_id'), ('storage', 'run_id'), ('run_states', 'run_id'), ('run_handlings', 'run_id'),
  ('teams', 'root_run_id'), ('team_members', 'root_run_id'), ('team_runs', 'run_id'), ('team_tasks', 'root_run_id'),
  ('team_calls', 'run_id'), ('packed_logs', 'root_run_id')) children (of_table, key);
