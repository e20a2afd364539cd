-- Files that the runs of a query begin with: place → path → text.
alter table queries add column initial_state jsonb;
