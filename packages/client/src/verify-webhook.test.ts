import { expect, test } from 'vitest';
import { verifyWebhook } from './verify-webhook.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const AT = 1_614_265_330;
const ID = 'evt_p5jXN8AQM9LWM0D4loKWxJek';
const body = JSON.stringify({
  id: ID,
  type: 'run.ended',
  timestamp: '2021-02-25T15:02:10.000000Z',
  tenant: 'acme',
  data: { id: 'run_1', state: 'completed', outcome: 'completed', path: '/v1/runs/run_1' },
});
/** Of `openssl dgst -sha256 -mac HMAC -macopt hexkey:…` over id, time and body. */
const SIGNATURE = 'v1,+2nXeT/3BWW4ZoEIHrj4b+lpSlMlS87tB0vehYdVlrg=';
const headers = { 'webhook-id': ID, 'webhook-timestamp': String(AT), 'webhook-signature': SIGNATURE };
const now = AT * 1000;

test('gives the event of what was signed, also among several signatures', async () => {
  expect(await verifyWebhook({ headers, body }, SECRET, { now })).toMatchObject({ data: { id: 'run_1' } });
  const several = new Headers({ ...headers, 'webhook-signature': `v1,bm90aGluZw== v2,x ${SIGNATURE}` });
  expect(await verifyWebhook({ headers: several, body }, SECRET, { now })).toMatchObject({ id: ID });
});

test.each([
  ['another body', { headers, body: body.replace('run_1', 'run_2') }, SECRET, now],
  ['another id', { headers: { ...headers, 'webhook-id': 'evt_2' }, body }, SECRET, now],
  ['another secret', { headers, body }, `${SECRET.slice(0, -1)}x`, now],
  ['an old one', { headers, body }, SECRET, now + 301_000],
  ['one of the future', { headers, body }, SECRET, now - 301_000],
  ['no signature', { headers: { ...headers, 'webhook-signature': undefined }, body }, SECRET, now],
  ['no base64', { headers: { ...headers, 'webhook-signature': 'v1,???' }, body }, SECRET, now],
  ['no time', { headers: { ...headers, 'webhook-timestamp': 'now' }, body }, SECRET, now],
])('refuses %s', async (_name, received, secret, at) => {
  await expect(verifyWebhook(received, secret, { now: at })).rejects.toMatchObject({
    code: 'unauthenticated',
  });
});
