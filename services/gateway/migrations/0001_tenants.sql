-- Whose work the platform does. Everything that the gateway keeps names one of them.
create table tenants (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  name text not null,
  -- What is absent is not limited by the tenant: {requestsPerMinute, concurrentRuns, queuedRuns, tokensPerDay}.
  quotas jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
insert into tenants (id, name) values ('default', 'Default');
