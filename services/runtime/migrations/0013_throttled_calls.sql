-- Tries of model calls that the server turned away for its pace.
alter table runtime.runs add column throttled_calls bigint not null default 0;
