-- Whether the platform made the run by itself, for a build, a trial or rollouts: those who are told of ends ask for the others.
alter table runs add column by_platform boolean not null default false;
create index runs_ended on runs (tenant, by_platform, finished_at, id) where parent_run_id is null and finished_at is not null;
