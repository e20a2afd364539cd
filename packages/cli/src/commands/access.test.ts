import type { ApiKey, Webhook, WebhookDelivery } from '@nex/core';
import { expect, test } from 'vitest';
import { auditRow } from './audit.ts';
import { keyRow } from './keys.ts';
import { tenantRow } from './tenants.ts';
import { deliveryRow, webhookRow } from './webhooks.ts';

const key: ApiKey = {
  id: 'key_1',
  name: 'CI',
  tenant: 'acme',
  scopes: ['run'],
  prefix: 'nex_1',
  createdAt: '2026-01-01T00:00:00Z',
  createdBy: 'key:bootstrap',
  expiresAt: null,
  lastUsedAt: null,
  revokedAt: null,
};

test('a key says whether it is good', () => {
  const now = Date.parse('2026-06-01T00:00:00Z');
  const states = [
    key,
    { ...key, expiresAt: '2026-07-01T00:00:00Z' },
    { ...key, expiresAt: '2026-05-01T00:00:00Z' },
    { ...key, revokedAt: '2026-05-01T00:00:00Z' },
  ];
  expect(states.map((one) => keyRow(one, now)[4])).toEqual([
    'good',
    'until 2026-07-01',
    'expired',
    'revoked',
  ]);
});

test('quotas that are not set are no numbers', () => {
  const times = { createdAt: '', updatedAt: '' };
  const row = tenantRow({ id: 'acme', name: 'Acme', quotas: { tokensPerDay: 5000 }, ...times });
  expect(row).toEqual(['acme', '-', '-', '-', '5,000', 'Acme']);
});

test('a change under way is open', () => {
  const row = auditRow({
    id: '1',
    time: 'T',
    tenant: 'acme',
    actor: 'user:x',
    operation: 'createKey',
    path: '/v1/keys',
    resource: null,
    status: null,
    requestId: 'r',
    traceId: 't',
  });
  expect(row).toEqual(['T', 'acme', 'user:x', 'createKey', 'open', '-']);
});

test('a webhook says whether it is on, a delivery how its last try went', () => {
  const webhook: Webhook = {
    id: 'hook_1',
    url: 'https://example.com/',
    description: 'Ours',
    events: ['run.ended', 'build.ended'],
    enabled: true,
    disabledReason: null,
    failingSince: null,
    createdAt: '',
    createdBy: '',
    updatedAt: '',
  };
  const seen = [
    webhook,
    { ...webhook, failingSince: 'T' },
    { ...webhook, enabled: false, disabledReason: 'It is gone.' },
  ];
  expect(seen.map((one) => webhookRow(one).slice(1))).toEqual([
    ['on', 'run.ended,build.ended', 'https://example.com/', 'Ours'],
    ['failing since T', 'run.ended,build.ended', 'https://example.com/', 'Ours'],
    ['off', 'run.ended,build.ended', 'https://example.com/', 'It is gone.'],
  ]);
  const event: WebhookDelivery['event'] = {
    id: 'evt_1',
    type: 'run.ended',
    timestamp: 'T',
    tenant: 'acme',
    data: { id: 'run_1', state: 'failed', path: '/v1/runs/run_1' },
  };
  const delivery = { id: 'delivery_1', webhookId: 'hook_1', event, tries: 2, createdAt: '', endedAt: null };
  const row = deliveryRow({
    ...delivery,
    state: 'waiting',
    nextAt: 'N',
    lastStatus: 500,
    lastError: 'It answered with status 500.',
  });
  expect(row).toEqual([
    'delivery_1',
    'run.ended',
    'run_1',
    'waiting',
    '2',
    'It answered with status 500.',
    'N',
  ]);
});
