-- The state of tool servers that a run begins with, and what of it is kept with its trajectory.
create table run_states (
  run_id text primary key references runs on delete cascade,
  -- Server → path → text.
  initial jsonb,
  -- Servers whose state is kept when the run ends.
  captured text[] not null,
  -- Server → files. Null until the run is about to end.
  final jsonb
);
