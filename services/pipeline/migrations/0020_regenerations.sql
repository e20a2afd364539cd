-- The manifest that a build repeats, as far as it is compared.
alter table builds add column regenerates jsonb;
