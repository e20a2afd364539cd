-- SHA-256 of the message as it was first written, in hex: a replay can tell that a stored message is the one that was
-- said. Null for a message that another row holds.
alter table messages add column digest text;
