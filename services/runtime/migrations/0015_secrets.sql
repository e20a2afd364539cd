-- Values that agent files name, encrypted with AES-256-GCM; tenant and name are authenticated along with them.
create table secrets (
  tenant text not null,
  name text not null,
  -- The tag is at its end.
  ciphertext bytea not null,
  nonce bytea not null,
  -- Which of the operator's keys it needs.
  key_id text not null,
  created_at timestamptz not null default now(),
  created_by text not null,
  updated_at timestamptz not null default now(),
  updated_by text not null,
  primary key (tenant, name)
);
create index secrets_by_key on secrets (key_id);
