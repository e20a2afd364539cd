/** Builds that wait for a person, and what comes of the decisions. */
import { type DecideReview, Review } from '@nex/core';
import { sql } from '@nex/postgres';
import { expect, test } from 'vitest';
import { spawnPipeline } from './support/child.ts';
import { call, create, finish, setUp, startOn, until } from './support/surroundings.ts';

async function review(url: string, id: string): Promise<Review> {
  const answer = await call(url, 'GET', `/v1/builds/${id}/review`);
  expect(answer.status).toBe(200);
  return Review.parse(answer.body);
}

async function decide(url: string, id: string, items: DecideReview['items'], by = 'Ada'): Promise<Review> {
  const answer = await call(url, 'POST', `/v1/builds/${id}/review/decisions`, { by, items });
  expect(answer.status).toBe(200);
  return Review.parse(answer.body);
}

const resume = (url: string, id: string) => call(url, 'POST', `/v1/builds/${id}/resume`);
const reject = (id: string) => ({ id, decision: 'reject' as const });
const accept = (id: string) => ({ id, decision: 'accept' as const });

test('a build waits after each stage it names, over restarts, and goes on by what was decided', async () => {
  await using around = await setUp();
  await using first = await spawnPipeline(around.environment);
  const { id } = await create(first.httpUrl, {
    review: { after: ['synthesize-queries', 'check'], sample: 5 },
  });
  const paused = await until(first.httpUrl, id, 'paused');
  expect(paused.paused).toMatchObject({ reason: 'review', stage: 'run-agents' });
  const offered = await review(first.httpUrl, id);
  expect(offered).toMatchObject({ waiting: true, open: true, decided: { accepted: 0, rejected: 0 } });
  expect(offered.items.map(({ kind }) => kind)).toEqual(Array.from({ length: 5 }, () => 'query'));
  const [one, two, three] = offered.items.map((item) => item.id) as [string, string, string];
  await decide(first.httpUrl, id, [reject(one), { ...reject(two), note: 'Too vague.' }, accept(three)]);
  await first.kill();

  await using second = await spawnPipeline(around.environment);
  const again = await review(second.httpUrl, id);
  expect(again.items.map((item) => item.id)).toEqual(offered.items.map((item) => item.id));
  // The later decision stands, and the earlier one stays beside it.
  const changed = await decide(second.httpUrl, id, [accept(one)], 'Grace');
  expect(changed.items[0]?.decisions).toMatchObject([
    { decision: 'reject', by: 'Ada' },
    { decision: 'accept', by: 'Grace' },
  ]);
  expect(changed.decided).toEqual({ accepted: 2, rejected: 1 });
  expect(around.runtime.runs.size).toBe(0);
  around.runtime.ending.closeAfter(4);
  await resume(second.httpUrl, id);
  await around.runtime.ending.blocked;
  await second.kill();
  around.runtime.ending.open();

  // The gate that was passed is not met again; the next one is.
  await using third = await startOn(around);
  const checked = await until(third.httpUrl, id, 'paused');
  expect(checked).toMatchObject({
    paused: { reason: 'review', stage: 'verify' },
    funnel: { queries: { accepted: 11, rejected: 1 }, runs: { total: 11, completed: 11 } },
  });
  const { rows } = await around.pool.query(
    sql`select id, rejection_reason from pipeline.queries where build_id = ${id} and state = 'rejected'`,
  );
  expect(rows).toEqual([{ id: two, rejection_reason: 'review' }]);

  const runs = await review(third.httpUrl, id);
  const sampled = runs.items.filter((item) => item.sampled && item.kind === 'run');
  expect(sampled).toHaveLength(5);
  for (const run of sampled) expect(run).toMatchObject({ answer: expect.stringMatching(/./), verdicts: [] });
  const { rows: others } = await around.pool.query(
    sql`select run_id from pipeline.query_runs where build_id = ${id}
      and run_id <> all(${sampled.map((item) => item.id)}::text[]) order by query_index limit 1`,
  );
  const other = String(others[0]?.['run_id']);
  const dropped = sampled[0]?.id ?? '';
  const decided = await decide(third.httpUrl, id, [reject(dropped), reject(other)]);
  expect(decided.items.at(-1)).toMatchObject({ id: other, sampled: false, decisions: [{ by: 'Ada' }] });
  await resume(third.httpUrl, id);
  const build = await finish(third.httpUrl, id);
  expect(build).toMatchObject({
    state: 'completed',
    funnel: { kept: 9, dropped: 2, dropReasons: { review: 2 } },
    dataSet: { rows: 9 },
  });
  expect(await review(third.httpUrl, id)).toMatchObject({ waiting: false, open: false });
  const late = await call(third.httpUrl, 'POST', `/v1/builds/${id}/review/decisions`, {
    by: 'Ada',
    items: [reject(dropped)],
  });
  expect(late).toMatchObject({ status: 409, body: { code: 'conflict' } });
});

test('a query that is rejected when it was run already takes its runs along', async () => {
  await using around = await setUp({ answer: ({ seed }) => `Bed ${seed} is planned with care.` });
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 4, samples: 2, review: { after: ['collect'] } });
  await until(pipeline.httpUrl, id, 'paused');
  const { items } = await review(pipeline.httpUrl, id);
  expect(items).toHaveLength(8);
  const [item] = items;
  await decide(pipeline.httpUrl, id, [reject(item?.kind === 'run' ? item.queryId : '')]);
  await resume(pipeline.httpUrl, id);
  expect(await finish(pipeline.httpUrl, id)).toMatchObject({
    state: 'completed',
    funnel: { kept: 6, dropReasons: { review: 2 } },
  });
});

test('what a build does not have cannot be decided about, and nothing of the request is taken down', async () => {
  await using around = await setUp();
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 3, review: { after: ['synthesize-queries'] } });
  await until(pipeline.httpUrl, id, 'paused');
  const { items } = await review(pipeline.httpUrl, id);
  const known = items[0]?.id ?? '';
  const answer = await call(pipeline.httpUrl, 'POST', `/v1/builds/${id}/review/decisions`, {
    by: 'Ada',
    items: [accept(known), accept('run_of_others')],
  });
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', where: 'items.1.id' } });
  expect((await review(pipeline.httpUrl, id)).decided).toEqual({ accepted: 0, rejected: 0 });
  // Whom the gateway knows is taken down, whatever the request says.
  const path = `/v1/builds/${id}/review/decisions`;
  const body = { by: 'Ada', items: [accept(known)] };
  const attributed = await call(pipeline.httpUrl, 'POST', path, body, { 'nex-actor': 'key:key_7' });
  expect((attributed.body as Review).items[0]?.decisions).toMatchObject([{ by: 'key:key_7' }]);
  const nameless = { by: ' ', items: [accept(known)] };
  expect(await call(pipeline.httpUrl, 'POST', `/v1/builds/${id}/review/decisions`, nameless)).toMatchObject({
    status: 400,
  });
});
