-- The API acts under a role that sees and changes what is of one tenant; workers act as the owner, by rows that carry
-- their tenant. The tenant is the setting nex.tenant of the transaction. Without one nothing is seen.
do $$
begin
  create role nex_pipeline_api nologin;
exception
  when duplicate_object or unique_violation then null;
  when insufficient_privilege then
    raise exception 'The role nex_pipeline_api is not there, and % may not create it.', current_user
      using hint = format('A superuser runs: create role nex_pipeline_api nologin; grant nex_pipeline_api to %I;', current_user);
end $$;
do $$
begin
  if not (select rolsuper from pg_roles where rolname = current_user)
    and not pg_has_role(current_user, 'nex_pipeline_api', 'member')
  then
    execute format('grant nex_pipeline_api to %I', current_user);
  end if;
end $$;

grant usage on schema pipeline to nex_pipeline_api;
grant select, insert, update, delete on all tables in schema pipeline to nex_pipeline_api;
grant usage on all sequences in schema pipeline to nex_pipeline_api;
alter default privileges in schema pipeline grant select, insert, update, delete on tables to nex_pipeline_api;
alter default privileges in schema pipeline grant usage on sequences to nex_pipeline_api;
revoke all on migrations from nex_pipeline_api;

-- For a table whose rows say whose they are. The setting is read once per statement.
create function keep_to_tenant(of_table text) returns void language plpgsql as $$
begin
  execute format('alter table pipeline.%I enable row level security', of_table);
  execute format('create policy tenant on pipeline.%I using (tenant = (select current_setting(''nex.tenant'', true)))',
    of_table);
end $$;

-- For a table whose rows belong to one of another table. The policy of that one holds inside the condition too.
create function keep_to_parent(of_table text, key text, parent text, parent_key text default 'id')
  returns void language plpgsql as $$
begin
  execute format('alter table pipeline.%I enable row level security', of_table);
  execute format('create policy tenant on pipeline.%1$I using (exists (
    select from pipeline.%3$I parent where parent.%4$I = pipeline.%1$I.%2$I))', of_table, key, parent, parent_key);
end $$;

-- For a table with rows that are written in one statement with what they belong to, which that statement cannot see yet.
create function may_come_with_parent(of_table text) returns void language plpgsql as $$
begin
  execute format('create policy with_parent on pipeline.%I for insert with check (true)', of_table);
end $$;

select keep_to_tenant(one)
  from unnest(array['builds', 'rollout_batches', 'trainer_models', 'tenant_benchmark_files']) one;

select keep_to_parent(one, 'build_id', 'builds') from unnest(array[
  'stages', 'queries', 'problem_type_counts', 'query_runs', 'run_attempts', 'trajectories', 'verdicts', 'selections',
  'synthesis_settings', 'tree_nodes', 'tree_expansions', 'synthesis_calls', 'query_enhancements', 'query_shortfalls',
  'redactions', 'tasks', 'verifications', 'query_measures', 'stage_runs', 'judge_answers', 'judge_usage', 'judge_votes',
  'contaminations', 'duplicates', 'query_groups', 'data_sets', 'review_decisions', 'review_gates']) one;
select keep_to_parent(one, 'data_set_id', 'data_sets')
  from unnest(array['data_set_versions', 'data_set_members']) one;

select keep_to_parent(one, 'batch_id', 'rollout_batches')
  from unnest(array['rollout_tasks', 'rollout_groups', 'rollouts', 'trainer_trajectories']) one;
select keep_to_parent('trainer_model_versions', 'tag', 'trainer_models', 'tag');
select may_come_with_parent('trainer_model_versions');
select keep_to_parent('trajectory_leases', 'model_tag', 'trainer_models', 'tag');

-- Whoever has a text may send it; it is seen once tenant_benchmark_files says that it is one's own.
select keep_to_parent('benchmark_files', 'digest', 'tenant_benchmark_files', 'digest');
select may_come_with_parent('benchmark_files');
select keep_to_parent('bundle_files', 'framework_digest', 'builds', 'framework_digest');
select may_come_with_parent('bundle_files');

-- A view reads with the rights of whoever asks, not of its owner, whom no policy holds back.
alter view run_rewards set (security_invoker = true);
alter view standing_reviews set (security_invoker = true);
alter view current_verdicts set (security_invoker = true);
alter view current_members set (security_invoker = true);
