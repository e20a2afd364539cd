/** Equal seeds make equal builds, whatever the timing. */
import { sql } from '@nex/postgres';
import { expect, test } from 'vitest';
import { defaultQuery, type QueryInput } from './support/model-server.ts';
import { create, finish, type Surroundings, setUp, startOn } from './support/surroundings.ts';

const queriesOf = async ({ pool }: Surroundings, id: string) =>
  (
    await pool.query(
      sql`select index, persona, problem_type, difficulty, language, seed, state, text, attempts, rejection_reason
        from pipeline.queries where build_id = ${id} order by index`,
    )
  ).rows;

/** Every third request is met with one and the same text until it is told to avoid it; one slot never learns. */
function repetitive(input: QueryInput): string {
  const same = 'I want to grow tomatoes and beans on the same small balcony, what should I do first?';
  if (input.nonce >= 40 && input.nonce < 44) return same;
  return input.nonce % 3 === 0 && input.avoid.length === 0 ? same : defaultQuery(input);
}

test('the same seed gives the same queries and rows, with any concurrency; another seed gives others', async () => {
  await using around = await setUp();
  around.model.query = repetitive;
  await using pipeline = await startOn(around);
  const builds = [];
  for (const [concurrency, seed] of [
    [8, 7],
    [1, 7],
    [8, 8],
  ] as const) {
    const { id } = await create(pipeline.httpUrl, { queries: 24, concurrency, seed });
    builds.push(await finish(pipeline.httpUrl, id));
  }
  const [one, two, other] = builds;
  const [first, second, third] = await Promise.all(builds.map(({ id }) => queriesOf(around, id)));
  expect(second).toEqual(first);
  expect(third).not.toEqual(first);
  expect(two?.funnel).toEqual(one?.funnel);
  expect(two?.dataSet?.rows).toBe(one?.dataSet?.rows);
  expect(one?.funnel.queries).toEqual({ requested: 24, accepted: 24, rejected: 1 });
  expect(first?.find(({ state }) => state === 'rejected')).toMatchObject({
    index: 10,
    attempts: 4,
    rejection_reason: 'duplicate',
  });
  expect(one?.state).toBe('completed');
  expect(other?.state).toBe('completed');
});

test('the counters of problem types are exact', async () => {
  await using around = await setUp();
  around.model.query = repetitive;
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 40 });
  const build = await finish(pipeline.httpUrl, id);
  const { rows } = await around.pool.query(
    sql`select count(*)::int as leaves, sum(drawn)::int as drawn, sum(accepted)::int as accepted
      from pipeline.problem_type_counts where build_id = ${id}`,
  );
  expect(rows[0]).toMatchObject({ drawn: 41, accepted: build.funnel.queries.accepted });
  expect(Number(rows[0]?.['leaves'])).toBeGreaterThanOrEqual(18);
});

test('what the model is asked holds no name of an agent or tool', async () => {
  await using around = await setUp();
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 5 });
  await finish(pipeline.httpUrl, id);
  expect(around.model.inputs).toHaveLength(5);
  for (const input of around.model.inputs) {
    expect(input.capabilities).toEqual(['Writes an entry.']);
    expect(input.avoid).toEqual([]);
    expect(JSON.stringify(input)).not.toMatch(/garden_lead|diary_keeper|write_entry|write_todos/);
  }
  expect(new Set(around.model.inputs.map(({ nonce }) => nonce)).size).toBe(5);
});
