-- Answers to requests with an idempotency key, for 24 hours. A row without a status is a request that is being answered;
-- who answers it holds it until the lease runs out, and then another request with the same key may take it up.
create table idempotency (
  tenant text not null,
  key text not null,
  -- Of method, path and body.
  digest bytea not null,
  holder uuid not null,
  lease_until timestamptz not null,
  created_at timestamptz not null default now(),
  status int,
  headers jsonb,
  body bytea,
  primary key (tenant, key)
);
create index idempotency_created_at on idempotency (created_at);
