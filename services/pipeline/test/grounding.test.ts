/** Queries that are grounded by a tool of the catalogue, which the runtime calls. */
import {
  BuildEstimate,
  type JsonObject,
  NexError,
  RowLineage,
  type ToolCallAnswer,
  type ToolDefinition,
} from '@nex/core';
import { expect, test } from 'vitest';
import { FRAMEWORK_ID } from './support/framework.ts';
import { call, create, finish, setUp, startOn } from './support/surroundings.ts';

const definition = (properties: object, required: string[]): ToolDefinition => ({
  name: 'library__find',
  description: 'Searches.',
  inputSchema: { type: 'object', properties, required } as JsonObject,
  origin: { kind: 'mcp', server: 'library', tool: 'find', snapshot: 'sha256:0' },
  repeatable: true,
  disableParallel: false,
});
const SEARCH = definition({ query: { type: 'string' }, limit: { type: 'integer', maximum: 4 } }, ['query']);
const NO_ANSWER = (): never => {
  throw new Error('It was called.');
};

const told = (text: string): ToolCallAnswer => ({
  content: [{ type: 'text', text }],
  isError: false,
  durationMs: 1,
});

test('the tool is asked for each query, and its reasons are told where it finds nothing', async () => {
  const asked: JsonObject[] = [];
  await using around = await setUp({
    searchTools: {
      'library/find': {
        definition: SEARCH,
        answer: (args) => {
          asked.push(args);
          // Two searches for each query, the second with the persona.
          if (asked.length % 2 === 1) return { ...told('No beds.'), isError: true, errorKind: 'tool_error' };
          return told('Title: Beds\nURL: http://127.0.0.1:9/beds\nDescription: Beds want compost in spring.');
        },
      },
    },
  });
  await using pipeline = await startOn(around);
  const websearchTool = { server: 'library', tool: 'find', arguments: { region: 'north' } };
  const synthesis = { websearchProb: 1, websearchMaxResults: 9, websearchTool };
  const { id } = await create(pipeline.httpUrl, { queries: 4, concurrency: 1, synthesis });
  const build = await finish(pipeline.httpUrl, id);
  expect(build.funnel.queries).toMatchObject({
    accepted: 4,
    enhanced: { grounded: { applied: 4, otherwise: {} } },
  });
  expect(asked).toHaveLength(8);
  for (const args of asked)
    expect(args).toEqual({ query: expect.any(String) as string, limit: 4, region: 'north' });

  const rows = `/v1/data-sets/${build.dataSet?.id}/rows`;
  const { items } = (await call(pipeline.httpUrl, 'GET', rows)).body as { items: { rowId: string }[] };
  const place = `${rows}/${encodeURIComponent(items[0]?.rowId ?? '')}/lineage`;
  const lineage = RowLineage.parse((await call(pipeline.httpUrl, 'GET', place)).body);
  expect(lineage.enhancers.find(({ name }) => name === 'grounded')).toMatchObject({
    applied: true,
    detail: {
      search: 'library/find',
      failure: { code: 'unavailable', message: 'The tool library/find failed: No beds.' },
      quotes: [{ url: 'http://127.0.0.1:9/beds', quote: 'Beds want compost in spring.', from: 'snippet' }],
    },
  });
});

test.each([
  ['that fails', told('Away.'), 'infrastructure', 'search_failed'],
  ['that calls it an error to find nothing', told('No web results found'), 'tool_error', 'nothing_found'],
])('a tool %s costs no query, and the funnel says why', async (_, answer, errorKind, reason) => {
  await using around = await setUp({
    searchTools: {
      'library/find': { definition: SEARCH, answer: () => ({ ...answer, isError: true, errorKind }) },
    },
  });
  await using pipeline = await startOn(around);
  const synthesis = { websearchProb: 1, websearchTool: { server: 'library', tool: 'find' } };
  const { id } = await create(pipeline.httpUrl, { queries: 4, synthesis });
  expect(await finish(pipeline.httpUrl, id)).toMatchObject({
    state: 'completed',
    funnel: {
      queries: { accepted: 4, enhanced: { grounded: { applied: 0, otherwise: { [reason]: 4 } } } },
    },
  });
});

test('what cannot search is refused before anything is made, with what to do', async () => {
  const searchTools = {
    'library/find': { definition: SEARCH, answer: NO_ANSWER },
    'library/open': {
      definition: definition({ number: { type: 'integer' } }, ['number']),
      answer: NO_ANSWER,
    },
    'library/tell': {
      definition: definition({ query: { type: 'string' }, shelf: { type: 'string' } }, ['query', 'shelf']),
      answer: NO_ANSWER,
    },
    'library/keyed': new NexError('catalogue_invalid', 'Catalogue entry library needs the key K.'),
  };
  await using around = await setUp({ searchTools });
  await using pipeline = await startOn(around);
  for (const dryRun of ['', '?dryRun=true']) {
    for (const [tool, says] of [
      [{ tool: 'open' }, 'takes no text to search for'],
      [{ tool: 'tell' }, 'also demands shelf'],
      [{ tool: 'find', arguments: { shelf: 'none' } }, 'do not fit'],
      [{ tool: 'none' }, 'has no tool none'],
      [{ tool: 'keyed' }, 'needs the key K'],
    ] as const) {
      const synthesis = { websearchProb: 1, websearchTool: { server: 'library', ...tool } };
      const body = { frameworkId: FRAMEWORK_ID, queries: 4, synthesis };
      const answer = await call(pipeline.httpUrl, 'POST', `/v1/builds${dryRun}`, body);
      expect(answer).toMatchObject({
        status: 400,
        body: { code: 'build_invalid', where: 'synthesis.websearchTool', hint: expect.any(String) as string },
      });
      expect((answer.body as { detail: string }).detail).toContain(says);
    }
  }
  const { body } = await call(pipeline.httpUrl, 'GET', '/v1/builds');
  expect(body).toMatchObject({ items: [] });
});

test('a dry run says when nothing would be searched', async () => {
  await using around = await setUp({
    searchTools: { 'library/find': { definition: SEARCH, answer: NO_ANSWER } },
  });
  await using pipeline = await startOn(around);
  const warningsOf = async (synthesis: object) => {
    const body = { frameworkId: FRAMEWORK_ID, queries: 4, synthesis };
    const answer = await call(pipeline.httpUrl, 'POST', '/v1/builds?dryRun=true', body);
    return BuildEstimate.parse(answer.body).warnings.filter((warning) => warning.includes('websearch'));
  };
  const websearchTool = { server: 'library', tool: 'find' };
  expect(await warningsOf({ websearchProb: 0.3 })).toEqual([expect.stringContaining('SERPER_API_KEY')]);
  expect(await warningsOf({ websearchTool })).toEqual([expect.stringContaining('websearchProb is 0')]);
  expect(await warningsOf({ websearchProb: 0.3, websearchTool })).toEqual([]);
});
