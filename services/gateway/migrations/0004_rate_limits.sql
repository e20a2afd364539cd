-- Requests counted in the minute that goes on, for gateways without Redis. Unlogged: a count that a crash takes away is
-- made again, and nobody waits for the disk. The columns are those of the library that counts.
create unlogged table rate_limits (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
