/** A build is recorded; then its tool servers are taken away, and the same build is made again without them. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startTestStack } from '@nex/testkit';
import { expect, test } from 'vitest';
import {
  calledTools,
  completedBuild,
  type DataSet,
  fetchDataSet,
  makeBuild,
  makeFramework,
} from './support/story.ts';

const CATALOGUE = fileURLToPath(new URL('../../catalogue', import.meta.url));
const QUERIES = 8;

test('strictly from the cassette, a build comes to the same rows without a tool server', async () => {
  const catalogue = await mkdtemp(join(tmpdir(), 'nex-catalogue-'));
  await using _ = { [Symbol.asyncDispose]: () => rm(catalogue, { recursive: true, force: true }) };
  await cp(CATALOGUE, catalogue, { recursive: true });
  await using platform = await startTestStack({ env: { CATALOGUE_DIR: catalogue } });
  const { client, stack } = platform;
  const framework = await makeFramework(client);
  const body = { frameworkId: framework.id, queries: QUERIES, name: 'bakery' };
  const cassette = (mode: 'record' | 'strict') => ({ tools: { cassette: { name: 'bakery', mode } } });
  const first = await makeBuild(client, { ...body, ...cassette('record') });
  await using recorded = await fetchDataSet(client, first.id);
  expect(recorded.rows.flatMap(calledTools).length).toBeGreaterThan(QUERIES);

  await stack.kill('runtime', 'SIGKILL');
  await withhold(catalogue);
  await stack.start('runtime');

  const second = await makeBuild(client, { ...body, ...cassette('strict') });
  await using repeated = await fetchDataSet(client, second.id);
  expect(second.funnel).toEqual(first.funnel);
  expect(rowsOf(repeated)).toEqual(rowsOf(recorded));
  const runs = await Promise.all(repeated.rows.map(({ lineage }) => client.runs.get(lineage.run_id)));
  expect(runs.map((run) => run.cassette?.missing)).toEqual(runs.map(() => 0));

  // Made again from its manifest, it is equal: what its agents are told of each other is no part of a row's id.
  const again = await client.builds.regenerate({ buildId: first.id });
  await completedBuild(client, again.id);
  expect(await client.builds.regeneration(again.id)).toMatchObject({ state: 'equal' });

  // Without the cassette, nothing works any more.
  const third = await makeBuild(client, body);
  expect(third.funnel.kept).toBeLessThan(first.funnel.kept);
});

/** No server of the catalogue can be started any more. */
async function withhold(catalogue: string): Promise<void> {
  for (const name of await readdir(catalogue)) {
    if (!name.endsWith('.yaml')) continue;
    const file = join(catalogue, name);
    const text = await readFile(file, 'utf8');
    await writeFile(
      file,
      text.replace(/^entry: .*$/m, 'entry: withheld.mjs').replace(/^command: .*$/m, 'command: withheld'),
    );
  }
}

/** Rows by query, without what is made anew each time: the ids of the build, its queries, runs, traces and calls. */
function rowsOf({ rows }: DataSet): unknown[] {
  const plain = rows.map(({ lineage, ...row }) => {
    const { build_id: _b, query_id: _q, run_id: _r, trace_id: _t, ...origin } = lineage;
    const text = JSON.stringify({ ...row, lineage: origin });
    return JSON.parse(text.replaceAll(/\b(run|call)_[0-9a-z]+/g, '$1')) as { query: string };
  });
  return plain.toSorted((a, b) => (a.query < b.query ? -1 : 1));
}
