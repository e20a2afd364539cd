-- Values of the caller for a run's agents: for their prompts, their tools and the environment of their commands.
alter table runs add column context jsonb, add column variables jsonb;
