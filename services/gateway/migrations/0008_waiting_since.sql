-- Since when it is to be sent: from its event on, or since somebody had it sent again.
alter table webhook_deliveries add column waiting_since timestamptz not null default now();
update webhook_deliveries set waiting_since = created_at where state = 'waiting';
