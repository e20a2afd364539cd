-- How many runs or calls the model server takes at a time, as the worker last found out; tries that judges' servers turned away.
alter table builds add column width integer;
alter table judge_usage add column throttled_calls bigint;
