/** From a sentence to the rows of a data set, over MCP alone. */
import type { JsonObject } from '@nex/core';
import { expect } from 'vitest';
import { SENTENCE } from './story.ts';

const UNTRIED = { cases_per_agent: 0, whole_cases: 0, personas: 12, min_leaves: 12 };

/** Calls a tool that must succeed. `told`: the progress that it tells. */
export type CallTool = (name: string, args?: object, told?: string[]) => Promise<JsonObject>;

export interface Made {
  framework: string;
  run: string;
  build: string;
  dataSet: string;
}

export const idOf = (data: JsonObject | undefined): string =>
  typeof data?.['id'] === 'string' ? data['id'] : '';

export const items = (data: JsonObject) => data['items'] as JsonObject[];

/** Ids of what was made. */
export async function goTheWholeWay(ok: CallTool): Promise<Made> {
  const { id: frameworkId } = await ok('build_framework', { sentence: SENTENCE, ...UNTRIED });
  const framework = await ok('get_framework', { id: frameworkId, wait_seconds: 100 });
  expect(framework).toMatchObject({ state: 'ready' });

  const told: string[] = [];
  const message = 'Work out 12 times 7.5 and note the result.';
  const run = await ok('run_agent', { framework_id: frameworkId, message }, told);
  expect(run).toMatchObject({ state: 'completed', input: message, frameworkDigest: framework['digest'] });
  expect(run['response']).not.toBe('');
  expect(told.some((text) => /^\S+ begins$/.test(text))).toBe(true);
  expect(told.some((text) => /^\S+ calls \S+$/.test(text))).toBe(true);
  expect(told.at(-1)).toMatch(/ is done$/);
  expect(await ok('get_run', { id: run['id'] })).toEqual(run);
  expect(await ok('stop_run', { id: run['id'] })).toMatchObject({ state: 'completed' });
  const [newest] = items(await ok('list_runs', { limit: 1 }));
  expect(newest).toMatchObject({ frameworkDigest: framework['digest'] });

  const request = { framework_id: frameworkId, queries: 6, spec: { split: undefined } };
  const estimate = await ok('estimate_build', { framework_id: frameworkId, queries: 6 });
  expect(estimate).toMatchObject({
    queries: 6,
    runs: 6,
    total: { tokens: { expected: expect.any(Number) } },
  });
  expect(items(await ok('list_builds'))).toEqual([]);
  const started = await ok('start_build', { ...request, name: 'bakery', idempotency_key: 'a' });
  expect(await ok('start_build', { ...request, name: 'bakery', idempotency_key: 'a' })).toMatchObject({
    id: started['id'],
  });
  const progress: string[] = [];
  const build = await ok('get_build', { id: started['id'], wait_seconds: 100 }, progress);
  expect(build).toMatchObject({ state: 'completed', funnel: { queries: { accepted: 6 } }, name: 'bakery' });
  expect(progress.at(-1)).toMatch(/^completed; 6 queries, 6 runs, \d kept$/);
  const [line] = items(await ok('list_builds', { state: 'completed' }));
  expect(line).toMatchObject({ id: build['id'], queries: 6, kept: (build['funnel'] as JsonObject)['kept'] });

  const [dataSet] = items(await ok('list_data_sets'));
  const id = dataSet?.['id'];
  const about = await ok('get_data_set', { id, with_card: true });
  expect(about).toMatchObject({
    buildId: build['id'],
    facets: { rows: 6 },
    card: expect.stringContaining('bakery'),
  });
  const first = await ok('search_rows', { id, limit: 2, with_facets: true });
  expect(first).toMatchObject({ items: [{}, {}], facets: { rows: 6 } });
  const next = await ok('search_rows', { id, limit: 100, cursor: first['nextCursor'] });
  expect(items(next)).toHaveLength(4);
  const kept = items(await ok('search_rows', { id, kept: true }));
  const found = await ok('search_rows', { id, text: 'nosuchwordanywhere' });
  expect(items(found)).toEqual([]);
  const row_id = kept[0]?.['rowId'];
  expect(await ok('get_row', { id, row_id })).toMatchObject({
    rows: [{ row: { messages: expect.any(Array) } }],
  });
  const hermes = await ok('get_row', { id, row_id, format: 'hermes' });
  expect(JSON.stringify(hermes)).toContain('<tool_call>');
  expect(await ok('get_row_lineage', { id, row_id })).toMatchObject({ rowId: row_id, sentence: SENTENCE });

  const servers = await ok('list_servers', { limit: 1 });
  expect(servers).toMatchObject({ items: [{ name: expect.any(String) }], nextCursor: '1' });
  expect(items(await ok('list_tools', { server: 'calc', limit: 100 })).map(({ tool }) => tool)).toContain(
    'math',
  );
  return {
    framework: idOf(framework),
    run: idOf(run),
    build: idOf(build),
    dataSet: idOf(dataSet),
  };
}
