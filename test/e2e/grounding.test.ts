/** Queries grounded by a real search tool of the catalogue: its key, its results, the pages that they lead to. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { digestText } from '@nex/core/digest';
import { LIBRARY_KEY, type LibraryPage, openLibraryCatalogue, startTestStack } from '@nex/testkit';
import { expect, test } from 'vitest';
import { completedBuild, fetchDataSet, makeBuild, makeFramework } from './support/story.ts';

const QUERIES = 6;
const PASSAGE = 'Orders of a bakery are planned two days ahead, with prices and deliveries in one sheet.';

test('a search tool of the catalogue grounds queries in pages, quoted with what they were digested to', async () => {
  const pages = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<h1>Planning</h1><p>${PASSAGE}</p>`);
  });
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  await using _ = { [Symbol.asyncDispose]: async () => void pages.close() };
  const host = `127.0.0.1:${(pages.address() as AddressInfo).port}`;
  const page: LibraryPage = { title: 'Planning', url: `http://${host}/planning`, snippet: 'How to plan.' };
  await using library = await openLibraryCatalogue();
  await library.setPages([page, { title: 'Gone', url: 'http://127.0.0.1:9/gone', snippet: 'It was here.' }]);
  const env = { CATALOGUE_DIR: library.directory, LIBRARY_API_KEY: LIBRARY_KEY, EGRESS_ALLOW_HOSTS: host };
  await using platform = await startTestStack({ env });
  const { client } = platform;
  const framework = await makeFramework(client);
  const grounded = (tool: string, fixed: { shelf?: string } = {}) => ({
    frameworkId: framework.id,
    queries: QUERIES,
    synthesis: { websearchProb: 1, websearchTool: { server: 'library', tool, arguments: fixed } },
  });
  await expect(client.builds.create(grounded('tell_pages'))).rejects.toMatchObject({
    code: 'build_invalid',
    where: 'synthesis.websearchTool',
    message: expect.stringContaining('shelf') as string,
  });
  expect(await library.calls()).toEqual([]);

  const build = await makeBuild(client, grounded('find_pages'));
  expect(build.funnel.queries).toMatchObject({
    accepted: QUERIES,
    enhanced: { grounded: { applied: QUERIES, otherwise: {} } },
  });
  const calls = await library.calls();
  // Each query is searched for alone and with its persona, which may be longer than the tool takes.
  expect(calls).toHaveLength(2 * QUERIES);
  for (const { query, max_results: most } of calls) {
    expect(String(query).length).toBeLessThanOrEqual(60);
    expect(most).toBe(5);
  }

  await using data = await fetchDataSet(client, build.id);
  const [row] = data.rows;
  const lineage = await client.dataSets.lineage(build.dataSet?.id ?? '', row?.id ?? '');
  const detail = lineage.enhancers.find(({ name }) => name === 'grounded')?.detail;
  expect(detail).toMatchObject({
    search: 'library/find_pages',
    quotes: [
      { url: page.url, quote: PASSAGE, from: 'page', contentDigest: digestText(`Planning\n\n${PASSAGE}`) },
      { quote: 'It was here.', from: 'snippet', contentDigest: digestText('It was here.') },
    ],
  });

  // The other form: words with labels, and an argument that the tool demands.
  const again = await client.builds.create(grounded('tell_pages', { shelf: 'open' }));
  expect((await completedBuild(client, again.id)).funnel.queries.enhanced).toEqual({
    grounded: { applied: QUERIES, otherwise: {} },
  });
});
