/** Runs whose tools are recorded, and the same runs again without any tool. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BundleFile, Cassette, CassetteDetail, Run, Trajectory } from '@nex/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MEMORY_BUNDLE, noteBundle } from './support/bundles.ts';
import { finished, trajectoryOf } from './support/follow.ts';
import {
  answersIn,
  lastResult,
  type ModelServer,
  startModelServer,
  systemText,
} from './support/model-server.ts';
import { createRun } from './support/runs.ts';
import { conversations, SCRIBE_EXECUTIONS, scribeAnswer } from './support/scribe.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

const SCRIPT = fileURLToPath(new URL('fixtures/note-server.mjs', import.meta.url));
const LIBRARIES = fileURLToPath(new URL('../../../node_modules', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'nex-withheld-'));
const script = join(directory, 'server.mjs');

let model: ModelServer;
let runtime: TestRuntime;

beforeAll(async () => {
  copyFileSync(SCRIPT, script);
  symlinkSync(LIBRARIES, join(directory, 'node_modules'));
  model = await startModelServer((asked) => {
    const said = String(asked.messages.find((message) => message.role === 'user')?.content);
    if (!systemText(asked).includes('keep things')) return scribeAnswer(asked, said);
    const turn = answersIn(asked);
    const mint = { name: said, entityType: 'plant', observations: ['green'] };
    if (turn === 0) return { calls: [{ name: 'memory__create_entities', args: { entities: [mint] } }] };
    if (turn === 1) {
      return {
        calls: [
          { name: 'memory__read_graph', args: {} },
          { name: 'memory__read_graph', args: {} },
        ],
      };
    }
    return { text: `Done: ${lastResult(asked)}` };
  });
  runtime = await startTestRuntime({ modelUrl: model.url });
});

afterAll(async () => {
  await runtime?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

const bundle = () => noteBundle(directory, script);
const executions = () => readFileSync(join(directory, 'executions'), 'utf8').trim().split('\n');

async function ran(body: {
  files: BundleFile[];
  input: string;
  [key: string]: unknown;
}): Promise<[Run, Trajectory]> {
  const { id } = await createRun(runtime, body);
  const run = await finished(runtime.url, id);
  return [run, await trajectoryOf(runtime.url, id)];
}

const cassette = (name: string, mode: string) => ({ tools: { cassette: { name, mode } } });
const scribe = (more: object) =>
  ran({ files: bundle(), agent: 'agent.yaml', input: 'Write it down.', ...more });

test('what was recorded plays without the servers: sub-agents, and the lists of tools', async () => {
  const [recorded, first] = await scribe(cassette('notes', 'record'));
  expect(recorded).toMatchObject({
    state: 'completed',
    cassette: { name: 'notes', mode: 'record', missing: 0 },
  });
  expect(executions()).toEqual(SCRIBE_EXECUTIONS);
  rmSync(script);
  const [played, second] = await scribe(cassette('notes', 'strict'));
  expect(played).toMatchObject({
    state: 'completed',
    cassette: { name: 'notes', mode: 'strict', missing: 0 },
  });
  expect(second.provenance.cassette).toEqual({ name: 'notes', mode: 'strict' });
  expect(conversations(second, 'no input')).toEqual(conversations(first, 'no input'));
  expect(second.runs.map((run) => run.tools)).toEqual(first.runs.map((run) => run.tools));
  expect(executions()).toEqual(SCRIBE_EXECUTIONS);
  const replay = await runtime.post(`/v1/runs/${played.id}/replay`);
  expect(await replay.json()).toMatchObject({ identical: true });
  const [live] = await scribe({});
  expect(live).toMatchObject({ state: 'failed' });
});

test('a cassette tells what it holds, travels as a file, and is deleted when nobody plays it', async () => {
  const list = (await (await runtime.get('/v1/cassettes')).json()) as { items: Cassette[] };
  expect(list.items.map(({ name, calls, takes }) => [name, calls, takes])).toEqual([['notes', 3, 2]]);
  const shown = (await (await runtime.get('/v1/cassettes/notes')).json()) as CassetteDetail;
  expect(shown.tools).toEqual([
    expect.objectContaining({ server: 'notes', tool: 'look', calls: 2, outcomes: 2, schemas: 1 }),
    expect.objectContaining({ server: 'notes', tool: 'note', calls: 1, outcomes: 1, schemas: 1 }),
  ]);
  expect(shown.bytes).toBe(shown.tools.reduce((sum, tool) => sum + tool.bytes, 0));
  const { cassette: told } = await runtime.rpc.getCassette({ name: 'notes' });
  expect(told).toMatchObject({ name: 'notes', calls: 3n, takes: 2n, bytes: BigInt(shown.bytes) });
  await expect(runtime.rpc.getCassette({ name: 'none' })).rejects.toMatchObject({ code: 'not_found' });
  const file = await (await runtime.get('/v1/cassettes/notes/file')).text();
  expect(file.split('\n')[0]).toBe('{"type":"cassette","version":1}');
  const send = (body: string) =>
    fetch(`${runtime.url}/v1/cassettes/copy/file`, {
      method: 'PUT',
      headers: { 'content-type': 'application/x-ndjson' },
      body,
    });
  const broken = await send(file.replace('look: two', 'look: three'));
  expect([broken.status, await broken.json()]).toMatchObject([400, { code: 'invalid_request' }]);
  expect((await runtime.get('/v1/cassettes/copy')).status).toBe(404);
  expect(await (await send(file)).json()).toMatchObject({ name: 'copy', calls: 3, tools: shown.tools });
  const [played] = await scribe(cassette('copy', 'strict'));
  expect(played).toMatchObject({ state: 'completed', cassette: { missing: 0 } });
  const remove = () => fetch(`${runtime.url}/v1/cassettes/copy`, { method: 'DELETE' });
  expect((await remove()).status).toBe(204);
  expect((await remove()).status).toBe(404);
  const refused = await runtime.post('/v1/runs', {
    files: bundle(),
    agent: 'agent.yaml',
    input: 'x',
    ...cassette('copy', 'strict'),
  });
  expect([refused.status, await refused.json()]).toMatchObject([404, { where: 'tools.cassette.name' }]);
  expect(
    (await fetch(`${runtime.url}/v1/cassettes/notes`, { headers: { 'nex-tenant': 'other' } })).status,
  ).toBe(404);
});

const keeper = (input: string, more: object) =>
  ran({ files: MEMORY_BUNDLE, input, captureState: ['memory'], ...more });

test('the state of servers at the end is recorded, too; a run that goes another way is told so', async () => {
  const [, first] = await keeper('mint', cassette('memory', 'record'));
  const [, second] = await keeper('mint', cassette('memory', 'strict'));
  expect(second.finalState).toEqual(first.finalState);
  expect(Object.keys(second.finalState?.['memory']?.files ?? {})).not.toEqual([]);
  expect(second.runs[0]?.messages).toEqual(first.runs[0]?.messages);
  const [other, third] = await keeper('sage', cassette('memory', 'strict'));
  expect(other).toMatchObject({ state: 'completed', cassette: { missing: 3 } });
  const kinds = third.runs[0]?.messages.flatMap(({ content }) =>
    content.flatMap((block) => (block.type === 'tool_result' ? [block.errorKind] : [])),
  );
  expect(kinds).toEqual(['not_recorded', 'not_recorded', 'not_recorded']);
});

test('servers that the cassette does not know are a failure of the run', async () => {
  const [run] = await keeper('mint', cassette('notes', 'strict'));
  expect(run).toMatchObject({
    state: 'failed',
    failure: { code: 'not_found', where: 'tools.cassette.name' },
  });
});

test('faults are the same for the same seed, are marked, and are not recorded', async () => {
  const faults = [{ kind: 'rate_limit', tools: 'memory/read_graph', probability: 0.5, perRun: 2 }];
  const more = { tools: { ...cassette('struck', 'record').tools, faults } };
  const marks = async (seed: number) => {
    const [, { runs }] = await keeper('mint', { ...more, seed });
    return runs[0]?.messages.flatMap(({ content }) =>
      content.flatMap((block) => (block.type === 'tool_result' ? [block.injected ?? 'none'] : [])),
    );
  };
  const seeds = [1, 2, 3, 4, 5, 6];
  const drawn = await Promise.all(seeds.map(marks));
  const struck = drawn.flat().filter((mark) => mark === 'rate_limit').length;
  expect(struck).toBeGreaterThan(0);
  expect(struck).toBeLessThan(12);
  expect(await Promise.all(seeds.map(marks))).toEqual(drawn);
  const shown = (await (await runtime.get('/v1/cassettes/struck')).json()) as CassetteDetail;
  expect(shown.calls).toBe(18 - struck);
});
