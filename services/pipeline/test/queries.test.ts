/** The list of a build's queries: what was accepted, and every text that was refused. */
import type { QueryRecord } from '@nex/core';
import { runNex } from '@nex/testkit';
import { expect, test } from 'vitest';
import { defaultQuery } from './support/model-server.ts';
import { call, create, finish, setUp, startOn } from './support/surroundings.ts';

const SAME = 'I want to grow tomatoes and beans on the same small balcony, what should I do first?';

test('queries are listed with the texts that were refused, by state and reason, in pages', async () => {
  await using around = await setUp();
  // One slot never learns; two say the same at first.
  around.model.query = (input) => {
    if (input.nonce >= 40 && input.nonce < 44) return SAME;
    return input.nonce % 3 === 0 && input.avoid.length === 0 ? SAME : defaultQuery(input);
  };
  await using pipeline = await startOn(around);
  const url = pipeline.httpUrl;
  const { id } = await create(url, { queries: 12 });
  const { funnel } = await finish(url, id);
  expect(funnel.queries).toEqual({ requested: 12, accepted: 12, rejected: 1 });

  const list = async (query: string) => {
    const { body } = await call(url, 'GET', `/v1/builds/${id}/queries?${query}`);
    return body as { items: QueryRecord[]; nextCursor: string | null };
  };
  const all = await list('limit=200');
  expect(all.items.map(({ queryIndex }) => queryIndex)).toEqual([...Array(13).keys()]);
  expect(all.nextCursor).toBeNull();
  const [rejected, ...more] = (await list('state=rejected')).items;
  expect(more).toEqual([]);
  expect(rejected).toMatchObject({ queryIndex: 10, reason: 'duplicate', attempts: 4, buildId: id });
  expect(rejected?.refusals.map(({ reason, text }) => [reason, text])).toEqual(
    Array(4).fill(['duplicate', SAME]),
  );
  expect(all.items.find(({ replaces }) => replaces !== undefined)).toMatchObject({ replaces: 10 });
  const repeated = await list('reason=duplicate');
  expect(repeated.items.length).toBeGreaterThan(1);
  expect(repeated.items.every(({ refusals }) => refusals[0]?.text === SAME)).toBe(true);

  const first = await list('limit=8');
  const second = await list(`limit=8&cursor=${first.nextCursor}`);
  expect([...first.items, ...second.items]).toEqual(all.items);
  expect(await call(url, 'GET', `/v1/builds/${id}/queries?cursor=x`)).toMatchObject({
    status: 400,
    body: { where: 'querystring.cursor' },
  });
  expect(await call(url, 'GET', '/v1/builds/build_none/queries')).toMatchObject({ status: 404 });

  const shown = await runNex(url, ['builds', 'queries', id, '--reason', 'duplicate']);
  expect(shown.exitCode, shown.err).toBe(0);
  expect(shown.out).toMatch(/10 +rejected .* duplicate +I want to grow tomatoes/);
  const json = await runNex(url, ['builds', 'queries', id, '--state', 'rejected', '--json']);
  expect(JSON.parse(json.out)).toEqual({ items: [rejected], nextCursor: null });
});

test('where a policy redacts, a list of queries has no text', async () => {
  await using around = await setUp();
  around.model.query = (input) => (input.avoid.length === 0 ? 'Do it.' : defaultQuery(input));
  await using pipeline = await startOn(around);
  const redaction = { id: 'mail', version: 1, rules: [{ kind: 'email' as const }] };
  const { id } = await create(pipeline.httpUrl, { queries: 1, redaction });
  await finish(pipeline.httpUrl, id);
  const { body } = await call(pipeline.httpUrl, 'GET', `/v1/builds/${id}/queries`);
  const [only] = (body as { items: QueryRecord[] }).items;
  expect(only).toMatchObject({ state: 'accepted', refusals: [{ reason: expect.any(String) }] });
  expect(JSON.stringify(only)).not.toMatch(/Do it|"text"|"originalText"/);
});
