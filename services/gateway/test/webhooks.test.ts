/** Webhooks through the API, against a server that receives: signatures, tries, secrets, tenants. */
import { createHmac } from 'node:crypto';
import type { EndingEvent, Webhook, WebhookDelivery, WebhookSecret } from '@nex/core';
import { sql } from '@nex/postgres';
import { type ReceivedHook, startWebhookReceiver, type WebhookReceiver } from '@nex/testkit';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Ending, EndingSources, ReadEndings } from '../src/webhooks/ending-sources.ts';
import { startTestGateways, type TestGateway, type TestGateways } from './support/test-gateway.ts';

const ROOT = 'bootstrap-key';
let gateways: TestGateways;
let gateway: TestGateway;
let receiver: WebhookReceiver;
let admin: string;
let reader: string;
let other: string;
/** What the services say has ended, of the tenant acme. */
const ended: Record<EndingEvent, Ending[]> = {
  'run.ended': [],
  'platform_run.ended': [],
  'build.ended': [],
  'framework.ended': [],
};
let away = false;

const read =
  (type: EndingEvent): ReadEndings =>
  ({ after, afterId, limit }, { metadata }) => {
    if (away) return Promise.reject(new Error('away'));
    const all = metadata?.['nex-tenant'] === 'acme' ? ended[type] : [];
    const later = all.filter(({ endedAt, id }) => `${endedAt} ${id}` > `${after} ${afterId}`);
    return Promise.resolve(later.toSorted((a, b) => (a.endedAt < b.endedAt ? -1 : 1)).slice(0, limit));
  };
const sources: EndingSources = {
  'run.ended': read('run.ended'),
  'platform_run.ended': read('platform_run.ended'),
  'build.ended': read('build.ended'),
  'framework.ended': read('framework.ended'),
};

/** `NEX_SECRETS_KEY` of the gateways that are opened from now on. */
let secretsKey = Buffer.alloc(32, 7).toString('base64');
const environment = () => ({
  NEX_API_KEY: ROOT,
  NEX_SECRETS_KEY: secretsKey,
  EGRESS_ALLOW_HOSTS: receiver.host,
  WEBHOOK_RETRY_SECONDS: '0.05,0.05',
});

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  gateways = await startTestGateways();
  gateway = await gateways.open(environment(), { endingSources: sources });
  const keyOf = async (tenant: string, scope: string) => {
    await gateway.call('PUT', `/v1/tenants/${tenant}`, { key: ROOT, body: { name: tenant } });
    const body = { name: scope, scopes: [scope], tenant };
    return (await gateway.call('POST', '/v1/keys', { key: ROOT, body })).body.secret;
  };
  [admin, reader, other] = [
    await keyOf('acme', 'admin'),
    await keyOf('acme', 'read'),
    await keyOf('zeta', 'admin'),
  ];
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await gateways?.[Symbol.asyncDispose]();
  await receiver?.[Symbol.asyncDispose]();
});
beforeEach(() => {
  receiver.answer = () => 204;
});

/** Tries are some 50 ms apart, and services are read each second. */
const eventually = <T>(look: () => Promise<T>) => vi.waitFor(look, { timeout: 15_000, interval: 50 });

async function ask<T>(method: string, path: string, body?: unknown, key = admin) {
  const { status, body: answered } = await gateway.call(method, path, {
    key,
    ...(body === undefined ? {} : { body }),
  });
  return { status, body: answered as unknown as T & { code: string; where?: string } };
}
const create = async (events: EndingEvent[], body: object = {}) =>
  (await ask<WebhookSecret>('POST', '/v1/webhooks', { url: receiver.url, events, ...body })).body;
const end = (type: EndingEvent, id: string, ending: Partial<Ending> = {}) =>
  ended[type].push({
    id,
    state: 'completed',
    outcome: type.endsWith('run.ended') ? 'completed' : '',
    failureCode: '',
    endedAt: new Date().toISOString().replace('Z', '000Z'),
    ...ending,
  });
const of = (id: string) => (hook: ReceivedHook) => hook.event.data['id'] === id;
const deliveries = async (webhook: { id: string }, query = '') =>
  (await ask<{ items: WebhookDelivery[] }>('GET', `/v1/webhooks/${webhook.id}/deliveries${query}`)).body
    .items;
const metrics = async () =>
  (await fetch(`${gateway.httpUrl}/metrics`, { headers: { authorization: `Bearer ${ROOT}` } })).text();
/** As the specification has it, and as nothing here shares with the gateway. */
function signatureBy(secret: string, { headers, body }: ReceivedHook): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}

test('what ended is sent once, signed, to those who asked for its kind', async () => {
  const runs = await create(['run.ended']);
  const all = await create(['run.ended', 'platform_run.ended', 'build.ended', 'framework.ended']);
  expect(runs.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  end('build.ended', 'build_1', { state: 'failed', failureCode: 'budget_exhausted' });
  end('platform_run.ended', 'run_of_build');
  end('framework.ended', 'fw_1', { state: 'ready' });
  end('run.ended', 'run_1', { outcome: 'truncated' });
  const wanted = (secret: string, id: string) => (hook: ReceivedHook) =>
    of(id)(hook) && hook.headers['webhook-signature'] === signatureBy(secret, hook);
  const hook = await receiver.until(wanted(runs.secret, 'run_1'));
  await Promise.all(
    ['run_1', 'build_1', 'run_of_build', 'fw_1'].map((id) => receiver.until(wanted(all.secret, id))),
  );
  expect(hook.headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': hook.event.id });
  expect(Math.abs(Number(hook.headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(300);
  expect(hook.event).toEqual({
    id: expect.stringMatching(/^evt_[0-9a-f]{32}$/),
    type: 'run.ended',
    timestamp: ended['run.ended'][0]?.endedAt,
    tenant: 'acme',
    data: { id: 'run_1', state: 'completed', outcome: 'truncated', path: '/v1/runs/run_1' },
  });
  const build = receiver.received.find(of('build_1'));
  expect(build?.event.data).toEqual({
    id: 'build_1',
    state: 'failed',
    failureCode: 'budget_exhausted',
    path: '/v1/builds/build_1',
  });
  // The ends are listed again for half a minute, and told of once.
  end('run.ended', 'run_2');
  await receiver.until(wanted(runs.secret, 'run_2'));
  await receiver.until(wanted(all.secret, 'run_2'));
  expect(receiver.received.filter(of('run_1'))).toHaveLength(2);
  expect(receiver.received.filter(of('build_1'))).toHaveLength(1);
  // The receiver has an event before its answer is written down.
  await eventually(async () =>
    expect(await deliveries(runs)).toMatchObject([
      { state: 'delivered', tries: 1, lastStatus: 204, event: { data: { id: 'run_2' } } },
      { state: 'delivered', event: { data: { id: 'run_1' } } },
    ]),
  );
  for (const { id } of [runs, all]) expect((await ask('DELETE', `/v1/webhooks/${id}`)).status).toBe(204);
});

test('a failed try is made again under the same id, a redirect is one, and the last is the end', async () => {
  const webhook = await create(['build.ended']);
  const statuses = [500, 302];
  receiver.answer = () => statuses.shift() ?? 200;
  end('build.ended', 'build_retried');
  await receiver.until((hook) => of('build_retried')(hook) && hook.status === 200);
  const tries = receiver.received.filter(of('build_retried'));
  expect(tries.map(({ status }) => status)).toEqual([500, 302, 200]);
  expect(new Set(tries.map(({ headers }) => headers['webhook-id'])).size).toBe(1);

  receiver.answer = () => 503;
  end('build.ended', 'build_lost');
  const failed = await eventually(async () => {
    const [found] = await deliveries(webhook, '?state=failed');
    expect(found).toBeDefined();
    return found as WebhookDelivery;
  });
  expect(failed).toMatchObject({
    tries: 3,
    lastStatus: 503,
    lastError: 'It answered with status 503.',
    nextAt: null,
  });
  expect((await ask<Webhook>('GET', `/v1/webhooks/${webhook.id}`)).body.failingSince).not.toBeNull();

  receiver.answer = () => 200;
  const again = await ask('POST', `/v1/webhooks/${webhook.id}/deliveries/${failed.id}/redeliver`);
  expect(again.status).toBe(202);
  const redelivered = await receiver.until((hook) => of('build_lost')(hook) && hook.status === 200);
  const told = await metrics();
  expect(told).toMatch(/^nex_webhook_tries_total\{.*outcome="failed".*\} [1-9]\d*$/m);
  expect(told).toMatch(/^nex_webhook_tries_total\{.*outcome="retried".*\} [1-9]\d*$/m);
  expect(redelivered.headers['webhook-id']).toBe(failed.event.id);
  await eventually(async () =>
    expect((await ask<Webhook>('GET', `/v1/webhooks/${webhook.id}`)).body.failingSince).toBeNull(),
  );
  await ask('DELETE', `/v1/webhooks/${webhook.id}`);
});

test('a receiver may ask for a longer pause', async () => {
  const webhook = await create(['build.ended']);
  receiver.answer = () => ({ status: 429, headers: { 'retry-after': '3600' } });
  end('build.ended', 'build_later');
  const waiting = await eventually(async () => {
    const [found] = await deliveries(webhook, '?state=waiting');
    expect(found?.lastError).toBe('It answered with status 429 and asks for a pause of 3600 s.');
    return found as WebhookDelivery;
  });
  expect(waiting).toMatchObject({ tries: 1, lastStatus: 429 });
  const pauseMs = Date.parse(waiting.nextAt ?? '') - Date.parse(waiting.createdAt);
  expect(pauseMs).toBeGreaterThanOrEqual(3_600_000);
  expect(pauseMs).toBeLessThan(3_600_000 * 1.2);
  // As one that waited while its webhook was off: that time is not its age.
  await gateways.pool.query(
    sql`update gateway.webhook_deliveries set waiting_since = now() - interval '2 hours' where id = ${waiting.id}`,
  );
  const told = await metrics();
  expect(told).toMatch(/^nex_webhook_deliveries_waiting\{.*\} 1$/m);
  expect(told).toMatch(/^nex_webhooks\{.*state="failing".*\} 1$/m);
  expect(told).toMatch(/^nex_webhooks\{.*state="switched_off".*\} 0$/m);
  const oldest = Number(/^nex_webhook_oldest_seconds\{.*\} (\S+)$/m.exec(told)?.[1]);
  expect(oldest).toBeGreaterThan(0);
  expect(oldest).toBeLessThan(3600);

  receiver.answer = () => 200;
  await ask('POST', `/v1/webhooks/${webhook.id}/deliveries/${waiting.id}/redeliver`);
  await receiver.until((hook) => of('build_later')(hook) && hook.status === 200);
  await ask('DELETE', `/v1/webhooks/${webhook.id}`);
});

test('two secrets are good during a rotation; a test event needs no end', async () => {
  const webhook = await create(['run.ended']);
  const rotated = (
    await ask<WebhookSecret>('POST', `/v1/webhooks/${webhook.id}/rotate`, { graceSeconds: 60 })
  ).body;
  expect(rotated.secret).not.toBe(webhook.secret);
  await ask('POST', `/v1/webhooks/${webhook.id}/test`);
  const both = await receiver.until(of(webhook.id));
  expect(both.event.type).toBe('webhook.test');
  expect(both.headers['webhook-signature']).toBe(
    `${signatureBy(rotated.secret, both)} ${signatureBy(webhook.secret, both)}`,
  );
  const last = (await ask<WebhookSecret>('POST', `/v1/webhooks/${webhook.id}/rotate`, { graceSeconds: 0 }))
    .body;
  await ask('POST', `/v1/webhooks/${webhook.id}/test`);
  const one = await receiver.until((hook) => of(webhook.id)(hook) && hook !== both);
  expect(one.headers['webhook-signature']).toBe(signatureBy(last.secret, one));
  const { rows } = await gateways.pool.query(sql`select * from gateway.webhooks where id = ${webhook.id}`);
  expect(JSON.stringify(rows)).not.toContain('whsec_');
  await ask('DELETE', `/v1/webhooks/${webhook.id}`);
});

test('a new key of the operator takes over the secrets of webhooks at the start', async () => {
  const webhook = await create(['framework.ended']);
  const [older, newer] = [environment().NEX_SECRETS_KEY, Buffer.alloc(32, 8).toString('base64')];
  const rotating = await gateways.open(
    { ...environment(), NEX_SECRETS_KEY: `${newer},${older}` },
    { endingSources: sources },
  );
  await rotating[Symbol.asyncDispose]();
  await gateway[Symbol.asyncDispose]();
  secretsKey = newer;
  gateway = await gateways.open(environment(), { endingSources: sources });
  await ask('POST', `/v1/webhooks/${webhook.id}/test`);
  const hook = await receiver.until(of(webhook.id));
  expect(hook.headers['webhook-signature']).toBe(signatureBy(webhook.secret, hook));
  await ask('DELETE', `/v1/webhooks/${webhook.id}`);
});

test('what ends while a webhook is off, or before it was made, is not told', async () => {
  end('framework.ended', 'fw_before');
  const webhook = await create(['framework.ended']);
  await ask('PATCH', `/v1/webhooks/${webhook.id}`, { enabled: false });
  expect((await ask('POST', `/v1/webhooks/${webhook.id}/test`)).body.code).toBe('conflict');
  end('framework.ended', 'fw_meanwhile');
  const { body } = await ask<Webhook>('PATCH', `/v1/webhooks/${webhook.id}`, {
    enabled: true,
    description: 'Ours',
  });
  expect(body).toMatchObject({ enabled: true, description: 'Ours', disabledReason: null });
  end('framework.ended', 'fw_after');
  await receiver.until(of('fw_after'));
  expect((await deliveries(webhook)).map(({ event }) => event.data.id)).toEqual(['fw_after']);
  await ask('DELETE', `/v1/webhooks/${webhook.id}`);
});

test('while a service is away its ends wait; a webhook that is gone, or fails for days, is switched off', async () => {
  const webhook = await create(['build.ended']);
  away = true;
  end('build.ended', 'build_away');
  await ask('POST', `/v1/webhooks/${webhook.id}/test`);
  await receiver.until(of(webhook.id));
  away = false;
  await receiver.until(of('build_away'));

  receiver.answer = () => 500;
  await eventually(async () => expect(await deliveries(webhook, '?state=waiting')).toEqual([]));
  await gateways.pool.query(
    sql`update gateway.webhooks set failing_since = now() - interval '4 days' where id = ${webhook.id}`,
  );
  end('build.ended', 'build_refused');
  const off = await eventually(async () => {
    const { body } = await ask<Webhook>('GET', `/v1/webhooks/${webhook.id}`);
    expect(body.enabled).toBe(false);
    return body;
  });
  expect(off.disabledReason).toMatch(/^Every try has failed since \d{4}-/);
  // What waited for it is sent once it is on again.
  receiver.answer = () => 410;
  await ask('PATCH', `/v1/webhooks/${webhook.id}`, { enabled: true });
  await receiver.until((hook) => of('build_refused')(hook) && hook.status === 410);
  await eventually(async () =>
    expect((await ask<Webhook>('GET', `/v1/webhooks/${webhook.id}`)).body).toMatchObject({
      enabled: false,
      disabledReason: 'It answered that it is gone (status 410).',
    }),
  );
  await ask('DELETE', `/v1/webhooks/${webhook.id}`);
});

test.each([
  ['http://10.0.0.1/hook'],
  ['https://169.254.169.254/latest'],
  ['https://localhost/hook'],
  ['https://user:word@example.com/'],
  ['http://example.com/hook'],
  ['ftp://example.com/hook'],
  ['hook'],
])('%s is refused', async (url) => {
  const { status, body } = await ask('POST', '/v1/webhooks', { url, events: ['run.ended'] });
  expect([status, body.code, body.where]).toEqual([400, 'invalid_request', 'url']);
});

test('a name that leads to a private address is refused when it is called', async () => {
  // Resolves to loopback wherever it is asked; no operator has allowed it here.
  await using strict = await gateways.open(
    { ...environment(), EGRESS_ALLOW_HOSTS: '' },
    { endingSources: sources },
  );
  const webhook = await create(['platform_run.ended']);
  await gateways.pool.query(
    sql`update gateway.webhooks set url = ${receiver.url.replace('127.0.0.1', 'localhost')} where id = ${webhook.id}`,
  );
  await strict.call('POST', `/v1/webhooks/${webhook.id}/test`, { key: admin });
  const [failed] = await eventually(async () => {
    const found = await deliveries(webhook, '?state=failed');
    expect(found).toHaveLength(1);
    return found;
  });
  expect(failed?.lastError).toMatch(/not on the public internet/);
  expect(receiver.received.filter(of(webhook.id))).toEqual([]);
  await ask('DELETE', `/v1/webhooks/${webhook.id}`);
});

test('of another tenant nothing is there; readers list and change nothing', async () => {
  const webhook = await create(['run.ended'], { description: 'Nightly' });
  expect(webhook).not.toHaveProperty('ciphertext');
  for (const [method, rest] of [
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/rotate'],
    ['POST', '/test'],
    ['GET', '/deliveries'],
    ['POST', '/deliveries/delivery_1/redeliver'],
  ] as const) {
    const path = `/v1/webhooks/${webhook.id}${rest}`;
    const body = method === 'PATCH' ? { enabled: false } : undefined;
    expect((await ask(method, path, body, other)).status, `${method} ${rest}`).toBe(404);
    if (method !== 'GET')
      expect((await ask(method, path, body, reader)).status, `${method} ${rest}`).toBe(403);
  }
  expect((await ask<{ items: Webhook[] }>('GET', '/v1/webhooks', undefined, other)).body.items).toEqual([]);
  const { items } = (await ask<{ items: Webhook[] }>('GET', '/v1/webhooks', undefined, reader)).body;
  expect(items).toMatchObject([
    { id: webhook.id, description: 'Nightly', createdBy: expect.stringMatching(/^key:/) },
  ]);
  expect(JSON.stringify(items)).not.toContain('whsec_');
  await ask('DELETE', `/v1/webhooks/${webhook.id}`);
});

test('without a key for secrets there are no webhooks, and the answer says so', async () => {
  await using bare = await gateways.open({ NEX_API_KEY: ROOT }, { endingSources: sources });
  const body = { url: 'https://example.com/hook', events: ['run.ended'] };
  const answer = await bare.call('POST', '/v1/webhooks', { key: ROOT, body });
  expect([answer.status, answer.body.where]).toEqual([400, 'NEX_SECRETS_KEY']);
});
