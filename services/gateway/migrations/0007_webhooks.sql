-- Who is told of what has ended.
create table webhooks (
  id text primary key,
  tenant text not null references tenants (id),
  url text not null,
  description text not null,
  events text[] not null check (cardinality(events) > 0),
  enabled boolean not null default true,
  -- What ended before is not told of.
  enabled_at timestamptz not null default now(),
  disabled_reason text,
  failing_since timestamptz,
  -- JSON [{secret, until}], the newest first, encrypted with AES-256-GCM; tenant and id are authenticated along with it.
  ciphertext bytea not null,
  nonce bytea not null,
  key_id text not null,
  created_at timestamptz not null default now(),
  created_by text not null,
  updated_at timestamptz not null default now()
);
create index webhooks_by_tenant on webhooks (tenant, id desc);
create index webhooks_by_key on webhooks (key_id);

-- Up to where a service was read for the ends of one tenant.
create table webhook_marks (
  tenant text not null references tenants (id),
  type text not null,
  read_until timestamptz not null default now(),
  -- By the last replica that did.
  read_at timestamptz not null default '-infinity',
  primary key (tenant, type)
);

-- One event for one webhook, until it is delivered or given up.
create table webhook_deliveries (
  id text primary key,
  webhook_id text not null references webhooks (id) on delete cascade,
  tenant text not null,
  event_id text not null,
  -- The body, as it is signed.
  body text not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  tries int not null default 0,
  -- Raised by whoever sends it, and named when the outcome is written.
  fence int not null default 0,
  -- Of the next try. While one is under way: when another replica may try, because this one is gone.
  next_at timestamptz not null default now(),
  last_status int,
  last_error text,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  unique (webhook_id, event_id)
);
create index webhook_deliveries_newest on webhook_deliveries (webhook_id, id desc);
create index webhook_deliveries_due on webhook_deliveries (webhook_id, next_at) where state = 'waiting';
create index webhook_deliveries_ended on webhook_deliveries (ended_at) where ended_at is not null;

select keep_to_tenant(one) from unnest(array['webhooks', 'webhook_marks', 'webhook_deliveries']) one;
