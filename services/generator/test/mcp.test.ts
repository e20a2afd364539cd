/** The MCP face over streamable HTTP, with a client of the SDK, in both eras of the protocol. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { JsonObject } from '@nex/core';
import { DEFAULT_PATH, type McpSession, openMcpSession, type ProtocolChoice } from '@nex/mcp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { startScriptedModel } from '../../../packages/cli/test/support/scripted-model.ts';
import { TOOLS } from '../src/api/mcp/index.ts';
import { startGeneratorStack } from './generator-stack.ts';

const SENTENCE =
  'Agents that read documents in a folder, calculate with the numbers in them and remember facts';
/** Nothing is simulated: the runtime of this stack takes bundles and runs nothing. */
const UNTRIED = { cases_per_agent: 0, whole_cases: 0 };
const NEX = fileURLToPath(new URL('../../../packages/cli/src/main.ts', import.meta.url));
const BUILDER = fileURLToPath(new URL('../../../agents/framework-builder', import.meta.url));
const run = promisify(execFile);
const { signal } = new AbortController();

let stack: Awaited<ReturnType<typeof startGeneratorStack>>;
let generator: Awaited<ReturnType<typeof stack.start>>;

beforeAll(async () => {
  stack = await startGeneratorStack();
  generator = await stack.start();
});

afterAll(async () => {
  await generator[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

const open = (protocol: ProtocolChoice) =>
  openMcpSession({ type: 'http', url: `${generator.httpUrl}/mcp`, headers: {} }, { signal, protocol });

async function call(session: McpSession, name: string, args: JsonObject, told?: (message: string) => void) {
  const answer = await session.callTool(name, args, {
    signal,
    timeoutMs: 60_000,
    ...(told ? { onProgress: ({ message = '' }) => told(message) } : {}),
  });
  if (answer.kind !== 'result') throw new Error(`${name}: ${answer.kind}`);
  const { structuredContent, isError = false, content } = answer.result;
  const text = z.object({ text: z.string() }).parse(content[0]).text;
  if (!isError) expect(JSON.parse(text)).toEqual(structuredContent);
  return { isError, text, data: (structuredContent ?? {}) as Record<string, never> };
}

describe.each(['legacy', 'modern'] as const)('%s era', (protocol) => {
  test('lists the whole table with schemas and annotations, and answers a call', async () => {
    await using session = await open(protocol);
    expect(session.protocolVersion).toBe(protocol === 'modern' ? '2026-07-28' : '2025-11-25');
    const listed = await session.listTools({ signal, timeoutMs: 5000 });
    expect(listed.map((tool) => tool.name)).toEqual(TOOLS.map((tool) => tool.name));
    for (const tool of listed) {
      expect(tool.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(tool.outputSchema).toMatchObject({ type: 'object' });
      expect(tool.annotations).toMatchObject({ readOnlyHint: expect.any(Boolean) });
    }
    const { data } = await call(session, 'search_catalogue', { query: 'read a text file', limit: 3 });
    expect(data).toMatchObject({ items: [{ server: 'filesystem' }, {}, {}] });
  });
});

test('an agent goes the whole way: search, build, wait, read, lint, compare, list, cancel', async () => {
  await using session = await open('legacy');
  const domain = 'files';
  const found = await call(session, 'search_catalogue', { query: 'read file', domain, limit: 2 });
  expect(found.data).toMatchObject({ items: [{ server: 'filesystem' }, { server: 'filesystem' }] });
  const tool = z.object({ items: z.array(z.object({ server: z.string(), tool: z.string() })) });
  const [{ server, tool: name } = { server: '', tool: '' }] = tool.parse(found.data).items;
  const read = await call(session, 'get_tool', { server, tool: name });
  expect(read.data).toMatchObject({ name: `${server}__${name}`, inputSchema: { type: 'object' } });

  const build = { sentence: SENTENCE, ...UNTRIED, personas: 20, idempotency_key: 'a' };
  const built = await call(session, 'build_framework', build);
  const { id } = z.object({ id: z.string() }).parse(built.data);
  expect((await call(session, 'build_framework', build)).data).toMatchObject({ id });
  const early = await call(session, 'get_framework_files', { id });
  if (early.isError) expect(early.text).toMatch(/^conflict: .*\nHint: Wait/);

  const told: string[] = [];
  const ready = await call(session, 'get_framework', { id, wait_seconds: 60 }, (text) => told.push(text));
  expect(ready.data).toMatchObject({ id, state: 'ready', agents: expect.any(Array) });
  expect(told.length).toBeGreaterThan(1);
  expect(told.some((text) => /^running: \d+ of \d+ steps done, at [a-z-]+/.test(text))).toBe(true);

  const { data } = await call(session, 'get_framework_files', { id });
  const { files, left_out } = z
    .object({
      files: z.array(z.object({ path: z.string(), content: z.string() })),
      left_out: z.array(z.string()),
    })
    .parse(data);
  expect(left_out).toEqual(['personas.jsonl', 'problem_types.json']);
  const one = await call(session, 'get_framework_files', { id, paths: ['framework.yaml'] });
  expect(one.data).toMatchObject({ files: [{ path: 'framework.yaml' }] });

  expect((await call(session, 'lint_framework', { framework_id: id })).data).toMatchObject({ ok: true });
  const broken = files.filter((file) => !file.path.startsWith('prompts/'));
  expect((await call(session, 'lint_framework', { files: broken })).data).toMatchObject({ ok: false });

  const [a, b] = [{ framework_id: id }, { files }];
  const difference = await call(session, 'diff_frameworks', { a, b });
  expect(difference.data).toMatchObject({ same: false, agents: { added: [], removed: [], changed: [] } });
  expect(difference.data['text']).toContain('personas');

  // Without its prompts it is mended; the framework itself is as good as it was.
  const made = async (from: JsonObject) => {
    const { data: next } = await call(session, 'build_framework', { ...from, ...UNTRIED, personas: 20 });
    const { data: view } = await call(session, 'get_framework', { id: next['id'] ?? '', wait_seconds: 60 });
    return view;
  };
  expect(await made({ from_files: broken })).toMatchObject({ state: 'ready' });
  const same = await made({ from_framework_id: id });
  expect(same).toMatchObject({ state: 'ready', digest: ready.data['digest'] });
  const both = await call(session, 'build_framework', { from_framework_id: id, from_files: files });
  expect(both.text).toMatch(/^invalid_request: Only one of/);

  expect((await call(session, 'list_frameworks', { limit: 1 })).data).toMatchObject({
    items: [{ id: same['id'], state: 'ready' }],
  });
  expect((await call(session, 'cancel_framework', { id })).data).toMatchObject({ id, state: 'ready' });
});

test('nex mcp hands calls and progress on over standard streams', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nex-mcp-'));
  const place = { home: folder, tmp: folder, cwd: folder, path: DEFAULT_PATH };
  const args = [NEX, 'mcp', '--url', generator.httpUrl];
  const target = { type: 'stdio' as const, command: process.execPath, args, env: {}, place };
  for (const protocol of ['legacy', 'modern'] as const) {
    await using session = await openMcpSession(target, { signal, protocol });
    const listed = await session.listTools({ signal, timeoutMs: 5000 });
    expect(listed.map((tool) => tool.name)).toEqual(TOOLS.map((tool) => tool.name));
    const built = await call(session, 'build_framework', { sentence: SENTENCE, ...UNTRIED, personas: 20 });
    const { id } = z.object({ id: z.string() }).parse(built.data);
    const told: string[] = [];
    const ready = await call(session, 'get_framework', { id, wait_seconds: 60 }, (text) => told.push(text));
    expect(ready.data).toMatchObject({ state: 'ready' });
    expect(told.length).toBeGreaterThan(1);
    const none = await call(session, 'get_tool', { server: 'filesystem', tool: 'fly' });
    expect(none.text).toMatch(
      /^not_found: The server filesystem has no tool fly\.\nWhere: .*\nHint: It has: /,
    );
  }
  await rm(folder, { recursive: true });
});

test("the platform's own framework builder has a framework made and reviewed, in a run of its own", async () => {
  await using session = await open('modern');
  const request = { sentence: SENTENCE, ...UNTRIED, personas: 20, idempotency_key: 'builder' };
  const { data } = await call(session, 'build_framework', request);
  const { id } = z.object({ id: z.string() }).parse(data);
  const use = (name: string, args: JsonObject) => ({ call: { name, arguments: args } });
  await using model = await startScriptedModel([
    use('mcp__generator__search_catalogue', { query: 'read files' }),
    use('mcp__generator__build_framework', request),
    use('mcp__generator__get_framework', { id, wait_seconds: 60 }),
    use('Agent', { sub_agent_name: 'reviewer', message: `framework_id: ${id}. task: ${SENTENCE}` }),
    use('mcp__generator__lint_framework', { framework_id: id }),
    { text: 'Findings: none. Verdict: release.' },
    { text: `${id} is ready.` },
  ]);
  const folder = await mkdtemp(join(tmpdir(), 'nex-builder-'));
  const options = ['--local', '--model', 'scripted', '--base-url', model.url, '--workspace', folder];
  const { stdout, stderr } = await run(process.execPath, [NEX, 'run', BUILDER, SENTENCE, ...options], {
    env: { PATH: process.env['PATH'], NEX_MCP_URL: `${generator.httpUrl}/mcp`, NEX_MCP_KEY: 'none' },
    cwd: folder,
  });
  await rm(folder, { recursive: true });
  expect(stdout).toContain(`${id} is ready.`);
  expect(stderr).toMatch(/mcp__generator__build_framework\(.*ok/);
  const said = model.requests.map(({ messages }) => JSON.stringify(messages.at(-1)?.content));
  expect(said[2]).toContain(id);
  expect(said[3]).toMatch(/state.{1,8}ready/);
  expect(said[5]).toMatch(/errors.{1,4}0/);
  expect(said[6]).toContain('Verdict: release');
});

test('a wait ends with what is so when its time is over', async () => {
  await using session = await open('modern');
  await using slow = await startGeneratorStack({ model: { misbehave: { latencyMs: 400 } } });
  await using other = await slow.start();
  await using patient = await openMcpSession(
    { type: 'http', url: `${other.httpUrl}/mcp`, headers: {} },
    { signal, protocol: 'modern' },
  );
  const built = await call(patient, 'build_framework', { sentence: SENTENCE, ...UNTRIED });
  const { id } = z.object({ id: z.string() }).parse(built.data);
  const { data } = await call(patient, 'get_framework', { id, wait_seconds: 0.3 });
  expect(data).toMatchObject({ id, state: expect.stringMatching(/^(queued|running)$/) });
  expect((await call(patient, 'cancel_framework', { id })).data).toMatchObject({ state: 'cancelled' });
  const missing = await call(session, 'get_framework', { id: 'framework_none', wait_seconds: 1 });
  expect(missing.isError).toBe(true);
  expect(missing.text).toMatch(/^not_found: .*\nHint: /);
});

test('a simulation says what keeps it from being run', async () => {
  await using session = await open('legacy');
  const neither = await call(session, 'simulate_framework', {});
  expect(neither.text).toMatch(/^invalid_request: Exactly one of framework_id and files/);
  const files = [{ path: 'agent.yaml', content: 'type: agent' }];
  const empty = await call(session, 'simulate_framework', { files });
  expect(empty.text).toMatch(/^invalid_request: .*sentence/);
  const stranger = await call(session, 'simulate_framework', {
    files,
    cases: [{ message: 'Hi', agent: 'x' }],
  });
  expect(stranger.text).toMatch(/^not_found: The framework has no agent x/);
});

test('a page of somebody else is refused, and there is no session to end', async () => {
  const send = (origin: string) =>
    fetch(`${generator.httpUrl}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', origin },
      body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
    });
  expect((await send('https://example.com')).status).toBe(403);
  expect((await send('http://localhost:8080')).status).toBe(200);
  expect((await fetch(`${generator.httpUrl}/mcp`, { method: 'DELETE' })).status).toBe(405);
});
