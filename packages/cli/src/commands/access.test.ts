import type { ApiKey } from '@nex/core';
import { expect, test } from 'vitest';
import { auditRow } from './audit.ts';
import { keyRow } from './keys.ts';
import { tenantRow } from './tenants.ts';

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
