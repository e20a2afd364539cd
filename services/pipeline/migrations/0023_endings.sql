create index builds_ended on builds (tenant, finished_at, id) where finished_at is not null;
