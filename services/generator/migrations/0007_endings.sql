create index frameworks_ended on frameworks (tenant, finished_at, id) where finished_at is not null;
