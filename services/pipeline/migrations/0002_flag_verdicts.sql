-- A verdict may also flag: it says what is odd and lets the trajectory in.
alter table verdicts drop constraint verdicts_verdict_check;
alter table verdicts add constraint verdicts_verdict_check check (verdict in ('keep', 'flag', 'drop'));
