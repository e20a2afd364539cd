import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { McpServerSpec, ToolProgress } from '@nex/core';
import { expect, test } from 'vitest';
import { createMcpPool, loadCatalogue, makeSnapshot, type ToolDrift, writeSnapshot } from '../src/index.ts';
import {
  CATALOGUE_DIRECTORY,
  gone,
  openRun,
  outcomeText,
  temporaryDirectory,
  writeFaultyEntry,
} from './fixtures/setup.ts';

const SERVER = join(import.meta.dirname, 'fixtures/lively-server.ts');
const catalogue = await loadCatalogue(CATALOGUE_DIRECTORY);
const lively: McpServerSpec = {
  type: 'stdio',
  name: 'lively',
  command: 'node',
  args: [SERVER],
  env: {},
  timeoutMs: 5_000,
};
const signal = new AbortController().signal;

test('a changed tool list is reported once; a run keeps its tools, and a tool that went is an error', async () => {
  await using directory = await temporaryDirectory();
  const seen = Promise.withResolvers<ToolDrift>();
  const drifts: ToolDrift[] = [];
  const onDrift = (drift: ToolDrift) => {
    drifts.push(drift);
    seen.resolve(drift);
  };
  await using pool = await createMcpPool({ catalogue, directory: directory.path, onDrift });
  const run = await openRun(pool, 'run_1', [lively]);
  expect(outcomeText(await run.call('mcp__lively__fading'))).toBe('still here');
  await run.call('mcp__lively__change');
  const drift = await seen.promise;
  expect(drift).toMatchObject({ server: 'lively', added: ['fresh'], removed: ['fading'], changed: [] });
  expect(drift.before).not.toBe(drift.after);
  expect(run.names).toContain('mcp__lively__fading');
  expect(await run.call('mcp__lively__fading')).toEqual({
    isError: true,
    errorKind: 'tool_error',
    content: [{ type: 'text', text: 'The tool server lively has this tool no longer.' }],
  });
  const later = await openRun(pool, 'run_1', [lively]);
  expect(later.names).toContain('mcp__lively__fresh');
  expect(drifts).toHaveLength(1);
});

test('a catalogue server that has other tools than its snapshot is reported when it starts', async () => {
  await using directory = await temporaryDirectory();
  await writeFaultyEntry(directory.path);
  const known = { name: 'echo', description: 'other', inputSchema: { type: 'object' } };
  await writeSnapshot(directory.path, makeSnapshot({ name: 'faulty', version: '1.0.0' }, [known]));
  const seen = Promise.withResolvers<ToolDrift>();
  const faulty = await loadCatalogue(directory.path);
  const options = { directory: join(directory.path, 'state'), onDrift: seen.resolve };
  await using pool = await createMcpPool({ catalogue: faulty, ...options });
  const run = await openRun(pool, 'run_1', ['faulty']);
  expect(run.names).toEqual(['faulty__echo']);
  await run.call('faulty__echo');
  const drift = await seen.promise;
  expect(drift).toMatchObject({ server: 'faulty', removed: [], changed: ['echo'] });
  expect(drift.before).toBe(faulty.entries[0]?.snapshot?.digest);
  expect(drift.added).toContain('hang');
});

test('of a server’s hints only that a tool reads is believed', async () => {
  await using directory = await temporaryDirectory();
  await using pool = await createMcpPool({ catalogue, directory: directory.path });
  const { tools } = await pool.toolsFor({ rootRunId: 'run_1', servers: [lively], signal });
  const repeatable = tools.flatMap(({ definition }) => (definition.repeatable ? [definition.name] : []));
  expect(repeatable).toEqual(['mcp__lively__look']);
});

test('progress reaches who asked for it, without paths of the host', async () => {
  await using directory = await temporaryDirectory();
  await using pool = await createMcpPool({ catalogue, directory: directory.path });
  const { tools } = await pool.toolsFor({ rootRunId: 'run_1', servers: [lively], signal });
  const steps = tools.find((tool) => tool.definition.name === 'mcp__lively__steps');
  const heard: ToolProgress[] = [];
  const onProgress = (progress: ToolProgress) => void heard.push(progress);
  const outcome = await steps?.execute({}, { signal, callId: 'call_1', onProgress });
  expect(outcome).toMatchObject({ isError: false, content: [{ text: 'done' }] });
  expect(heard).toEqual([
    { progress: 1, total: 2, message: 'step 1 in /workspace' },
    { progress: 2, total: 2, message: 'step 2 in /workspace' },
  ]);
  expect(await steps?.execute({}, { signal, callId: 'call_2' })).toMatchObject({
    content: [{ text: 'nobody listens' }],
  });
});

test('the server of an aborted call is told, and the slot goes to the next', async () => {
  await using directory = await temporaryDirectory();
  const tools = ['fading', 'change', 'look', 'repeat', 'steps', 'wait'];
  await writeFaultyEntry(directory.path, {
    args: [SERVER, '${STATE_DIR}'],
    tools: tools.map((name) => ({ name, repeatable: false })),
  });
  const state = join(directory.path, 'state');
  const options = { catalogue: await loadCatalogue(directory.path), directory: state, slotsPerServer: 1 };
  await using pool = await createMcpPool(options);
  const [one, two] = [await openRun(pool, 'run_1', ['faulty']), await openRun(pool, 'run_2', ['faulty'])];
  await one.call('faulty__look');
  const pid = pool.processes()[0]?.pid ?? 0;
  const calls = pool.processes()[0]?.calls ?? 0;
  const abort = new AbortController();
  const waiting = one.call('faulty__wait', { path: '/workspace/told.txt' }, abort.signal);
  while ((pool.processes()[0]?.calls ?? 0) <= calls) await new Promise((resolve) => setImmediate(resolve));
  abort.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  expect(outcomeText(await two.call('faulty__look'))).toBe('seen');
  await gone(pid);
  expect(await readFile(join(state, 'runs/run_1/faulty/told.txt'), 'utf8')).toBe('cancelled');
});
