/** Rows by words and by what they are of, their counts, and what the queries of a build are spread over. */
import { BuildComposition, DataSetRow, page, RowFacets } from '@nex/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { call, create, finish, type Surroundings, setUp, startOn } from './support/surroundings.ts';

const QUERIES = 12;
const Rows = page(DataSetRow);

let around: Surroundings;
let url: string;
let id: string;
const stack = new AsyncDisposableStack();
beforeAll(async () => {
  around = stack.use(
    await setUp({
      answer: ({ order }) =>
        order % 2 === 0 ? `The tulips of order ${order} are planted.` : `Die ${order}. 番茄苗已经种下。`,
    }),
  );
  const pipeline = stack.use(await startOn(around));
  url = pipeline.httpUrl;
  const build = await finish(url, (await create(url, { queries: QUERIES })).id);
  expect(build.failure).toBeUndefined();
  id = build.id;
});
afterAll(() => stack.disposeAsync());

async function get<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>> {
  const { status, body } = await call(url, 'GET', path);
  expect([status, body]).toMatchObject([200, {}]);
  return schema.parse(body);
}
const rows = async (query = '') => (await get(`/v1/data-sets/${id}/rows?${query}`, Rows)).items;
const facets = (query = '') => get(`/v1/data-sets/${id}/facets?${query}`, RowFacets);

describe('words', () => {
  test.each([
    ['tulips', QUERIES / 2],
    ['TULIPS planted', QUERIES / 2],
    ['"order 2"', 1],
    ['-tulips', QUERIES / 2],
    ['番茄', QUERIES / 2],
    ['茄番', 0],
    ['nothing of it', 0],
    ['"unclosed', 0],
  ])('%s', async (words, found) => {
    const query = `q=${encodeURIComponent(words)}&limit=200`;
    expect((await rows(query)).length).toBe(found);
    expect((await facets(query)).rows).toBe(found);
  });
});

test('facets count what a filter by them finds', async () => {
  const all = await facets();
  expect(all.rows).toBe(QUERIES);
  for (const [name, counts] of [
    ['difficulty', all.difficulty],
    ['language', all.language],
    ['problemType', all.problemType],
    ['reason', all.reason],
    ['flag', all.flag],
  ] as const) {
    for (const [value, count] of Object.entries(counts)) {
      expect((await rows(`${name}=${encodeURIComponent(value)}&limit=200`)).length, `${name} ${value}`).toBe(
        count,
      );
    }
  }
  expect((await rows('kept=true')).length).toBe(all.kept);
  expect((await rows('kept=false')).length).toBe(QUERIES - all.kept);
});

test('an offset and a cursor lead to the same rows, and not both at once', async () => {
  const whole = await rows();
  expect(whole[0]).toMatchObject({ query: expect.any(String), difficulty: expect.any(String) });
  const first = await get(`/v1/data-sets/${id}/rows?limit=5`, Rows);
  expect((await rows(`limit=3&cursor=${first.nextCursor}`)).map((row) => row.queryId)).toEqual(
    (await rows('limit=3&offset=5')).map((row) => row.queryId),
  );
  expect(
    (await call(url, 'GET', `/v1/data-sets/${id}/rows?offset=1&cursor=${first.nextCursor}`)).status,
  ).toBe(400);
});

test('the composition of a build counts its queries once in each spread', async () => {
  const { tree, difficulty, language, persona, personas } = await get(
    `/v1/builds/${id}/composition`,
    BuildComposition,
  );
  const sum = (shares: readonly { queries: number }[]) => shares.reduce((all, one) => all + one.queries, 0);
  expect([difficulty, language, persona].map(sum)).toEqual([QUERIES, QUERIES, QUERIES]);
  expect(personas).toBe(persona.length);
  expect(tree.reduce((all, node) => all + node.accepted, 0)).toBe(QUERIES);
  const known = new Set<string | null>([null]);
  for (const node of tree) {
    expect(known.has(node.parentId)).toBe(true);
    known.add(node.id);
  }
  expect((await call(url, 'GET', '/v1/builds/build_none/composition')).status).toBe(404);
});
