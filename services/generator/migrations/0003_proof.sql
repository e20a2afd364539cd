-- What the simulation showed, also of a framework that was rejected for it.
alter table frameworks add column proof jsonb;
