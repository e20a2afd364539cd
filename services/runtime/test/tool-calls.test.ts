/** Tools of the catalogue that are called outside of runs. */
import { ToolCallAnswer, ToolDefinition, ToolServer } from '@nex/core';
import { LIBRARY_KEY, type LibraryCatalogue, openLibraryCatalogue } from '@nex/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { finished } from './support/follow.ts';
import { createRun } from './support/runs.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let runtime: TestRuntime;
beforeAll(async () => {
  runtime = await startTestRuntime({ modelUrl: 'http://127.0.0.1:9' });
});
afterAll(() => runtime?.[Symbol.asyncDispose]());

const call = (server: string, tool: string, args: object) =>
  runtime.post(`/v1/catalogue/${server}/tools/${tool}/calls`, { arguments: args });

test('a tool answers, and its server is then at work', async () => {
  const answer = ToolCallAnswer.parse(
    await (await call('calc', 'math', { action: 'eval', expression: '6 * 7' })).json(),
  );
  expect(answer).toMatchObject({ isError: false });
  expect(JSON.stringify(answer.content)).toContain('42');
  const { items } = (await (await runtime.get('/v1/tool-servers')).json()) as { items: unknown[] };
  expect(items.map((item) => ToolServer.parse(item))).toMatchObject([
    { name: 'calc', processes: 1, busy: 0, calls: 1, drifts: [] },
  ]);
  // The process is shared, and has done nothing for anybody else.
  const other = await fetch(`${runtime.url}/v1/tool-servers`, { headers: { 'nex-tenant': 'another' } });
  expect(await other.json()).toMatchObject({ items: [] });
});

test('a call has a state that no other call has', async () => {
  const entities = [{ name: 'tea', entityType: 'plant', observations: ['green'] }];
  expect((await call('memory', 'create_entities', { entities })).status).toBe(200);
  const graph = ToolCallAnswer.parse(await (await call('memory', 'read_graph', {})).json());
  expect(JSON.stringify(graph.content)).not.toContain('tea');
});

test.each([
  ['a server that is not there', 'none', 'math', {}, 404, 'not_found'],
  ['a tool that is not there', 'calc', 'none', {}, 404, 'not_found'],
  ['arguments that do not fit', 'calc', 'math', { expression: 7 }, 400, 'invalid_request'],
  ['a server that reaches the host', 'debugger', 'any', {}, 403, 'forbidden'],
])('%s', async (_, server, tool, args, status, code) => {
  const response = await call(server, tool, args);
  expect([response.status, await response.json()]).toMatchObject([status, { code }]);
});

describe('over gRPC, with a server that needs a key', () => {
  const page = { title: 'Slugs', url: 'https://slugs.test/', snippet: 'They come at night.' };
  const find = (rpc: TestRuntime['rpc'], tool: string, args?: object) =>
    rpc.getTool({ server: 'library', tool, argumentsJson: args ? JSON.stringify(args) : '' });
  const rpcCall = async (rpc: TestRuntime['rpc'], tool: string, args: object) => {
    const request = { server: 'library', tool, argumentsJson: JSON.stringify(args) };
    return ToolCallAnswer.parse(JSON.parse((await rpc.callTool(request)).answerJson));
  };
  const started = async (library: LibraryCatalogue, key: string | undefined) =>
    startTestRuntime({
      modelUrl: 'http://127.0.0.1:9',
      environment: {
        CATALOGUE_DIR: library.directory,
        ...(key === undefined ? {} : { LIBRARY_API_KEY: key }),
      },
    });

  test('a tool tells what it takes, and answers with the key of the environment', async () => {
    await using library = await openLibraryCatalogue();
    await library.setPages([page]);
    await using around = await started(library, LIBRARY_KEY);
    const { rpc } = around;
    const definition = ToolDefinition.parse(JSON.parse((await find(rpc, 'find_pages')).definitionJson));
    expect(definition).toMatchObject({ inputSchema: { required: ['query'] }, origin: { kind: 'mcp' } });
    expect(await rpcCall(rpc, 'find_pages', { query: 'slugs' })).toMatchObject({
      isError: false,
      structured: { found: { results: [{ url: page.url, description: page.snippet }] } },
    });
    expect(around.context.mcp.processes()).toMatchObject([{ server: 'library', busy: false }]);
    await find(rpc, 'tell_pages', { keywords: 'slugs', shelf: 'open' });
    for (const [request, code] of [
      [() => find(rpc, 'tell_pages', { keywords: 'slugs' }), 'invalid_request'],
      [() => rpcCall(rpc, 'tell_pages', { keywords: 'slugs' }), 'invalid_request'],
      [() => rpc.callTool({ server: 'library', tool: 'find_pages', argumentsJson: '[' }), 'invalid_request'],
      [() => find(rpc, 'burn_pages'), 'not_found'],
      [() => rpc.getTool({ server: 'none', tool: 'find_pages' }), 'not_found'],
      [() => rpc.getTool({ server: 'debugger', tool: 'any' }), 'forbidden'],
    ] as const) {
      await expect(request()).rejects.toMatchObject({ code });
    }
    // Looking whether arguments fit calls nothing.
    expect(await library.calls()).toEqual([{ query: 'slugs' }]);
  });

  test('a wrong key is a failure of the tool that does not tell it, and no key is one of the catalogue', async () => {
    await using library = await openLibraryCatalogue();
    await using wrong = await started(library, 'canary-key-77aa');
    const answer = await rpcCall(wrong.rpc, 'find_pages', { query: 'slugs' });
    expect(answer).toMatchObject({ isError: true, errorKind: 'tool_error' });
    expect(JSON.stringify(answer)).not.toContain('canary');
    await using none = await started(library, undefined);
    await expect(find(none.rpc, 'find_pages')).rejects.toMatchObject({
      code: 'catalogue_invalid',
      message: expect.stringContaining('LIBRARY_API_KEY') as string,
    });
    const server = '{ name: library, type: catalogue, tools: [find_pages] }';
    const content = `type: agent\nname: reader\nsystem_prompt: You read.\nllm_config: {}\nmcp_servers: [${server}]\n`;
    const files = [{ path: 'agent.yaml', content }];
    const { id } = await createRun(none, { files, agent: 'agent.yaml', input: 'Read.' });
    expect(await finished(none.url, id)).toMatchObject({
      state: 'failed',
      failure: { message: expect.stringContaining('LIBRARY_API_KEY') as string },
    });
  });
});
