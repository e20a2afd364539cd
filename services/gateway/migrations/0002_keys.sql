-- API keys. The secret is kept nowhere: a SHA-256 digest tells it again, which is enough for 256 bits of chance.
create table keys (
  id text primary key,
  tenant text not null references tenants (id),
  name text not null,
  scopes text[] not null check (scopes <@ array['read', 'run', 'build', 'admin'] and cardinality(scopes) > 0),
  prefix text not null,
  hash bytea not null,
  -- The secret before the last rotation, good until then.
  previous_hash bytea,
  previous_until timestamptz,
  created_at timestamptz not null default now(),
  created_by text not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index keys_by_tenant on keys (tenant, id desc);
