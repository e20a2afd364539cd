select keep_to_tenant('secrets');
select keep_to_parent('packed_logs', 'root_run_id', 'runs');
