/**
 * The platform from outside: over MCP with the client of the SDK the whole way from a framework to its data set, then by the
 * client as it is published, and from Python.
 */
import { fileURLToPath } from 'node:url';
import { nodeBinary, runCommand } from '@nex/cli/stack';
import { createClient } from '@nex/client';
import { startOfflineModel } from '@nex/offline-model';
import { startTestStack, type TestStack } from '@nex/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findPythonForTests } from '../../packages/tools/test/support/python.ts';
import { startCastModel } from './support/cast-model.ts';
import { askTagged } from './support/conditional.ts';
import { type McpClient, overHttp, overStdio } from './support/mcp-client.ts';
import { type CallTool, goTheWholeWay, idOf, items, type Made } from './support/mcp-story.ts';
import { checkTypes, foreignToBrowsers, installPackedClient } from './support/packed-client.ts';
import { SENTENCE } from './support/story.ts';

const OPERATOR = 'the-operators-own-key-of-this-test';

/** Its model never answers. */
const WAITER = [
  {
    path: 'agent.yaml',
    content:
      'type: agent\nname: waiter\ndescription: Waits.\nsystem_prompt: You wait for ever.\nllm_config: {}\n',
  },
];

const models = new AsyncDisposableStack();
let platform: TestStack;
let mcp: McpClient;
/** Of the tenant that everything is made for; it may build. */
let key: string;
/** What the way over MCP made. */
let made: Made;

const keyOf = async (tenant: string, scope: string) => {
  const { urls } = platform.stack;
  const headers = { authorization: `Bearer ${OPERATOR}`, 'content-type': 'application/json' };
  const send = async (method: string, path: string, body: object) =>
    (await fetch(`${urls.gateway}${path}`, { method, headers, body: JSON.stringify(body) })).json();
  await send('PUT', `/v1/tenants/${tenant}`, { name: tenant, quotas: {} });
  const { secret } = (await send('POST', '/v1/keys', { name: scope, scopes: [scope], tenant })) as {
    secret: string;
  };
  return secret;
};

beforeAll(async () => {
  const offline = models.use(await startOfflineModel({}));
  const never = Array(8).fill(() => new Promise<never>(() => {}));
  const model = models.use(await startCastModel([{ of: 'You wait for ever', lines: never }], offline.url));
  const env = { NEX_API_KEY: OPERATOR, RUNTIME_LLM_BASE_URL: model.url, RUNTIME_LLM_MODEL: 'nex-offline-1' };
  platform = await startTestStack({ env });
  key = await keyOf('acme', 'build');
  mcp = await overStdio(platform.stack.urls.gateway, '--api-key', key);
}, 120_000);
afterAll(async () => {
  await mcp?.[Symbol.asyncDispose]();
  await platform?.[Symbol.asyncDispose]();
  await models.disposeAsync();
});

const ok: CallTool = async (name, args = {}, told) => {
  const found = await mcp.call(name, args, told ? { onProgress: (message) => told.push(message) } : {});
  expect(found.isError, `${name}: ${found.text}`).toBe(false);
  return found.data;
};

test('lists the tools of the whole platform with schemas and hints', async () => {
  const tools = await mcp.tools();
  const names = tools.map((tool) => tool.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining(['build_framework', 'run_agent', 'start_build', 'search_rows']),
  );
  for (const tool of tools) {
    expect(tool.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(tool.outputSchema, tool.name).toMatchObject({ type: 'object' });
    expect(tool.annotations, tool.name).toMatchObject({ readOnlyHint: expect.any(Boolean) });
  }
  expect(mcp.instructions).toContain('build_framework');
});

test('framework, run, build, data set', async () => {
  made = await goTheWholeWay(ok);
});

test('a call that is cancelled ends the run that it started; a wait that is cancelled or over ends nothing', async () => {
  const gone = new AbortController();
  const told: string[] = [];
  const onProgress = (message: string) => {
    told.push(message);
    gone.abort();
  };
  const asked = { files: WAITER, message: 'Wait.' };
  const cut = mcp.call('run_agent', asked, { signal: gone.signal, onProgress });
  await expect(cut).rejects.toThrow(/abort/i);
  expect(told).toEqual(['waiter begins']);
  const [first] = items(await ok('list_runs', { limit: 1 }));
  const ended = await ok('get_run', { id: first?.['id'], wait_seconds: 30 });
  expect(ended).toMatchObject({ state: 'cancelled', agent: 'waiter' });

  const left = await ok('run_agent', { ...asked, wait_seconds: 0.2 });
  expect(left['state']).toMatch(/^(queued|running)$/);
  const patience = new AbortController();
  const id = left['id'];
  const wait = mcp.call(
    'get_run',
    { id, wait_seconds: 30 },
    { signal: patience.signal, onProgress: () => patience.abort() },
  );
  await expect(wait).rejects.toThrow(/abort/i);
  expect(await ok('get_run', { id })).toMatchObject({ state: 'running' });
  await ok('stop_run', { id });
  expect(await ok('get_run', { id, wait_seconds: 30 })).toMatchObject({ state: 'cancelled' });
});

test('faults are told with their code, their place and what to do', async () => {
  const refusals: [string, object, RegExp][] = [
    [
      'run_agent',
      { message: 'Hi' },
      /^invalid_request: Exactly one of framework_id.*\nWhere: arguments\nHint: /,
    ],
    ['run_agent', { message: 'Hi', digest: 'sha256:0', more: 1 }, /^invalid_request: .*more/],
    ['get_run', { id: 'run_none' }, /^not_found: .*run_none/],
    ['start_build', { framework_id: 'fw_none' }, /^not_found: /],
    [
      'start_build',
      { framework_id: 'fw_none', spec: { queries: 3 } },
      /^invalid_request: queries .*spec\.queries/s,
    ],
    ['estimate_build', { framework_id: 'fw_none', spec: { colour: 1 } }, /^invalid_request: .*colour/s],
    ['pause_build', { id: 'build_none' }, /^not_found: /],
    ['get_data_set', { id: 'ds_none' }, /^not_found: /],
    ['list_tools', { server: 'none' }, /^not_found: .*\nWhere: arguments.server\nHint: list_servers/],
  ];
  for (const [name, args, text] of refusals) {
    const found = await mcp.call(name, args);
    expect(found, name).toMatchObject({ isError: true, text: expect.stringMatching(text) });
  }
});

test('over HTTP there are the same tools, each for callers of its tenant and scope', async () => {
  const { url } = platform.client.mcp;
  const open = async (tenant: string, scope: string) =>
    overHttp(url, { authorization: `Bearer ${await keyOf(tenant, scope)}` });
  await using other = await open('umbrella', 'build');
  expect((await other.tools()).map(({ name }) => name)).toEqual((await mcp.tools()).map(({ name }) => name));
  const [run] = items(await ok('list_runs'));
  expect((await other.call('get_run', { id: run?.['id'] })).text).toMatch(/^not_found: /);
  for (const name of ['list_runs', 'list_builds', 'list_data_sets', 'list_frameworks']) {
    expect((await other.call(name)).data, name).toMatchObject({ items: [] });
  }
  const gone = new AbortController();
  const onProgress = () => gone.abort();
  const cut = other.call(
    'run_agent',
    { files: WAITER, message: 'Wait.' },
    { signal: gone.signal, onProgress },
  );
  await expect(cut).rejects.toThrow(/abort/i);
  const [theirs] = items((await other.call('list_runs', { limit: 1 })).data);
  const ended = await other.call('get_run', { id: theirs?.['id'], wait_seconds: 30 });
  expect(ended.data).toMatchObject({ state: 'cancelled', agent: 'waiter' });
  await using reader = await open('acme', 'read');
  expect((await reader.call('list_runs')).data).toMatchObject({ items: expect.arrayContaining([run]) });
  for (const [name, args] of [
    ['run_agent', { message: 'Hi', digest: 'sha256:0' }],
    ['stop_run', { id: run?.['id'] }],
    ['start_build', { framework_id: 'fw_none' }],
    ['build_framework', { sentence: SENTENCE }],
  ] as const) {
    const { isError, text } = await reader.call(name, args);
    expect({ isError, text }, name).toMatchObject({
      isError: true,
      text: expect.stringMatching(/^forbidden: .*scope/),
    });
  }
  await expect(overHttp(url)).rejects.toThrow(/unauthenticated|401/);
});

test('nex mcp --read-only has no tool that changes anything', async () => {
  const { gateway } = platform.stack.urls;
  await using reader = await overStdio(gateway, '--read-only', '--api-key', OPERATOR);
  const tools = await reader.tools();
  expect(tools.length).toBeGreaterThan(10);
  expect(tools.every((tool) => tool.annotations?.readOnlyHint)).toBe(true);
  expect((await reader.call('stop_run', { id: 'run_none' })).text).toBe(
    'not_found: There is no tool stop_run.',
  );
});

test('what never changes is not sent twice', async () => {
  const { gateway } = platform.stack.urls;
  const ask = (path: string) => askTagged(`${gateway}/v1${path}`, `Bearer ${key}`);
  const [other] = items(await ok('list_runs', { state: 'completed', limit: 1 }));
  const files = `/builds/${made.build}/files`;
  const paths = [
    `/frameworks/${made.framework}/files`,
    '/catalogue',
    `/data-sets/${made.dataSet}/versions/1/manifest`,
    `${files}/README.md`,
    `${files}/manifest.json`,
    `/runs/${made.run}/trajectory`,
    `/runs/${idOf(other)}/trajectory`,
  ];
  const tags = new Map<string, string>();
  for (const path of paths) {
    const { tag, again } = await ask(path);
    expect(tag, path).toMatch(/^"[^"]+"$/);
    expect(again, path).toEqual([200, 304, 200, 304]);
    tags.set(path, tag);
  }
  expect(new Set(tags.values()).size).toBe(paths.length);

  // A new version of the data set: the same addresses, other contents.
  const client = createClient({ baseUrl: gateway, apiKey: key });
  await client.builds.exportAgain(made.build, { formats: [{ exporter: 'hermes' }] });
  for await (const _ of client.builds.events(made.build));
  for (const path of [`${files}/README.md`, `${files}/manifest.json`]) {
    expect((await ask(path)).tag, path).not.toBe(tags.get(path));
  }
  const second = await ask(`/data-sets/${made.dataSet}/versions/2/manifest`);
  expect([...tags.values()]).not.toContain(second.tag);
  const pinned = await ask(`${files}/manifest.json?version=1`);
  expect(pinned.tag).toBe(tags.get(`${files}/manifest.json`));
});

test('the client as it is published: types, tries, events, pages and errors, alone in a folder', async () => {
  const program = fileURLToPath(new URL('fixtures/client-program.ts', import.meta.url));
  await using installed = await installPackedClient(program);
  await checkTypes(installed);
  const env = { NEX_URL: platform.stack.urls.gateway, NEX_API_KEY: key };
  expect(JSON.parse(await installed.run(nodeBinary(), ['program.ts'], env))).toMatchObject({
    tries: expect.any(Number),
    state: 'completed',
    answered: true,
    first: 'RUN_STARTED',
    last: 'RUN_FINISHED',
    seen: 3,
    code: 'not_found',
  });
  expect(await foreignToBrowsers(installed)).toEqual([]);
});

test('the Python client: pages, events, lines, bytes and errors', async () => {
  const folder = fileURLToPath(new URL('../../clients/python', import.meta.url));
  const program = fileURLToPath(new URL('fixtures/python_client.py', import.meta.url));
  const args = [program, platform.stack.urls.gateway, key, made.build];
  const env = { PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' };
  const { exitCode, stdout, stderr } = await runCommand(await findPythonForTests(), args, { env });
  expect(exitCode, stderr).toBe(0);
  const { rows, kept, lines, ...rest } = JSON.parse(stdout) as Record<string, number>;
  expect(rows).toBe(6);
  expect(lines).toBe(kept);
  expect(rest).toEqual({
    pages: 2,
    last_event: 'RUN_FINISHED',
    card: true,
    tape: ['bytes', true],
    missing: [404, 'not_found'],
    malformed: [400, 'invalid_request'],
    refused: [403, 'forbidden'],
    away: [0, 'unavailable'],
  });
});
