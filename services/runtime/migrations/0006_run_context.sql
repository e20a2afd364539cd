-- Values of the caller for the prompt templates of a run's agents.
alter table runs add column context jsonb;
