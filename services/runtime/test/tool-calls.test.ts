/** Tools of the catalogue that are tried by hand. */
import { ToolCallAnswer, ToolServer } from '@nex/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
