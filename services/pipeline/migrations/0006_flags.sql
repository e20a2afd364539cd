-- Flags are counted with every snapshot of a build, and are few among its verdicts.
create index verdicts_flags on verdicts (build_id, reason, run_id) where verdict = 'flag';
