-- The model that all agents of a tree of runs ask, in the place of those that their files name. Null: the files'.
alter table runs add column model_override jsonb;
