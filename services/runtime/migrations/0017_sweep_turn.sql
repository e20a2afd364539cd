-- One row: when a replica may sweep next.
create table sweep_turn (
  only_row boolean primary key default true check (only_row),
  next_at timestamptz not null
);
insert into sweep_turn (next_at) values (now());
revoke all on sweep_turn from nex_runtime_api;
