/** Tool calls that wait for a person: who is asked, what an answer does, and what happens to those who wait meanwhile. */
import type { Run } from '@nex/core';
import { sql } from '@nex/postgres';
import { Decision } from '@nex/rpc';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sweep } from '../src/jobs/sweep.ts';
import { ask, read, turns, WRITER_BUNDLE, write } from './support/file-agents.ts';
import { finished, followAll, trajectoryOf } from './support/follow.ts';
import {
  answersIn,
  lastResult,
  type ModelServer,
  startModelServer,
  systemText,
} from './support/model-server.ts';
import {
  byInput,
  createRun,
  decide,
  permissionsOf,
  readRun,
  type Script,
  untilAsked,
  untilState,
} from './support/runs.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let model: ModelServer;
let worker: TestRuntime;
/** Executes nothing; people decide there. */
let replica: TestRuntime;
const scripts = new Map<string, Script>();

beforeAll(async () => {
  model = await startModelServer(byInput(scripts));
  worker = await startTestRuntime({ modelUrl: model.url, concurrency: 8 });
  replica = await startTestRuntime({ modelUrl: model.url, concurrency: 0, beside: worker });
});

afterAll(async () => {
  await replica?.[Symbol.asyncDispose]();
  await worker?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
});

/** The boss hands the input on so many times in one turn; the clerks take theirs from `below`, by their turn. */
function team(name: string, children: number, below: Script): void {
  scripts.set(name, (asked) => {
    if (systemText(asked).includes('the clerk')) return below(asked);
    if (answersIn(asked) > 0) return { text: `Done: ${lastResult(asked)}` };
    return { calls: Array.from({ length: children }, () => ask(name)) };
  });
}

function start(input: string, script?: Script, rest: object = {}): Promise<Run> {
  if (script) scripts.set(input, script);
  return createRun(replica, { files: WRITER_BUNDLE, agent: 'boss.yaml', input, ...rest });
}

const typesOf = async (id: string) => (await followAll(replica.url, id)).map(({ event }) => event.type);

describe('an answer', () => {
  test('"allow" runs the call, and the next one of the same kind asks again', async () => {
    const { id } = await start('allow', turns({ calls: [write('a.txt')] }, { calls: [write('a.txt')] }));
    const [first] = await untilAsked(replica, id, 1);
    if (!first) throw new Error('Nothing was asked.');
    expect(await untilState(replica, id, 'waiting')).toMatchObject({ stopReason: 'permission_pending' });
    expect(first).toMatchObject({
      runId: id,
      toolName: 'write_file',
      arguments: { file_path: 'a.txt' },
      prompt: expect.stringContaining('a.txt'),
      key: 'write_file:a.txt',
      decidedAt: null,
    });
    const answer = await decide(replica, first, { decision: 'allow' });
    expect(await answer.json()).toMatchObject({ decision: 'allow', always: false, callId: first.callId });
    const [second] = await untilAsked(replica, id, 1);
    expect(second?.callId).not.toBe(first.callId);
    await decide(worker, second ?? first, { decision: 'allow' });
    const run = await finished(replica.url, id);
    expect(run).toMatchObject({ state: 'completed', response: expect.stringContaining('overwrote') });
    const types = (await typesOf(id)).filter((type) => /PERMISSION|RESULT|RUN_/.test(type));
    const round = ['PERMISSION_REQUESTED', 'PERMISSION_RESOLVED', 'TOOL_CALL_RESULT'];
    expect(types).toEqual(['RUN_STARTED', ...round, ...round, 'RUN_FINISHED']);
  });

  test('"allow always" holds for the same kind in the whole tree, and for no other', async () => {
    const calls = { calls: [write('a.txt')] };
    team('always', 1, turns(calls, calls, { calls: [write('b.txt')] }));
    const { id } = await start('always');
    const [first] = await untilAsked(replica, id, 1);
    if (!first) throw new Error('Nothing was asked.');
    await decide(replica, first, { decision: 'allow', always: true });
    const [other] = await untilAsked(replica, id, 1);
    expect(other).toMatchObject({ key: 'write_file:b.txt' });
    if (other) await decide(replica, other, { decision: 'allow' });
    expect(await finished(replica.url, id)).toMatchObject({ state: 'completed' });
    expect((await permissionsOf(replica, id)).map((one) => [one.key, one.always])).toEqual([
      ['write_file:a.txt', true],
      ['write_file:b.txt', false],
    ]);
  });

  test('"deny" reaches the model with its reason, and nothing was written', async () => {
    const { id } = await start('deny', turns({ calls: [write('a.txt')] }, { calls: [read('a.txt')] }));
    const [one] = await untilAsked(replica, id, 1);
    if (one) await decide(replica, one, { decision: 'deny', reason: 'Not on a Friday.' });
    expect(await finished(replica.url, id)).toMatchObject({ state: 'completed' });
    const results = (await trajectoryOf(replica.url, id)).runs[0]?.messages.flatMap(({ content: [block] }) =>
      block?.type === 'tool_result' ? block : [],
    );
    expect(results).toMatchObject([
      { errorKind: 'denied', content: [{ text: expect.stringContaining('Not on a Friday.') }] },
      { isError: true, content: [{ text: expect.stringContaining('FILE_NOT_FOUND') }] },
    ]);
  });

  test('is taken once: then 409, and 404 for what was not asked', async () => {
    const { id } = await start('twice', turns({ calls: [write('a.txt')] }));
    const [one] = await untilAsked(replica, id, 1);
    if (!one) throw new Error('Nothing was asked.');
    const both = await Promise.all([
      decide(replica, one, { decision: 'allow' }),
      decide(worker, one, { decision: 'deny' }),
    ]);
    expect(both.map((answer) => answer.status)).toEqual(expect.arrayContaining([200, 409]));
    const late = await decide(replica, one, { decision: 'allow' });
    expect(await late.json()).toMatchObject({ code: 'conflict', detail: expect.stringContaining('decided') });
    expect((await decide(replica, { ...one, callId: 'x' }, { decision: 'allow' })).status).toBe(404);
    expect((await replica.post(`/v1/runs/${id}/permissions/x`, { decision: 'maybe' })).status).toBe(400);
    await finished(replica.url, id);
    const types = await typesOf(id);
    expect(types.filter((type) => type === 'PERMISSION_RESOLVED')).toHaveLength(1);
  });
});

describe('calls of one turn', () => {
  const CALLS = [write('a.txt'), write('notes/n.txt'), write('secret/s.txt'), write('b.txt')];

  test('that may run do, the others wait together, and all results come in order', async () => {
    const { id } = await start('mixed', turns({ calls: CALLS }));
    const asked = await untilAsked(replica, id, 2);
    expect(asked.map((one) => one.key)).toEqual(['write_file:a.txt', 'write_file:b.txt']);
    const [a, b] = asked;
    if (!a || !b) throw new Error('Two were asked.');
    await untilState(replica, id, 'waiting');
    await decide(replica, b, { decision: 'allow' });
    expect(await readRun(replica, id)).toMatchObject({ state: 'waiting', attempt: 1 });
    await decide(replica, a, { decision: 'deny', reason: 'No a.' });
    expect(await finished(replica.url, id)).toMatchObject({ state: 'completed', attempt: 2 });
    const [root] = (await trajectoryOf(replica.url, id)).runs;
    const results = root?.messages.flatMap(({ content: [block] }) =>
      block?.type === 'tool_result' ? block : [],
    );
    expect(results?.map((one) => one.errorKind ?? 'written')).toEqual([
      'denied',
      'written',
      'denied',
      'written',
    ]);
    expect(model.asked.filter((one) => JSON.stringify(one.messages).includes('"mixed"'))).toHaveLength(2);
  });

  test('decided at the same moment in two places wake the run once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id } = await start(`moment ${round}`, turns({ calls: [write('a.txt'), write('b.txt')] }));
      const [a, b] = await untilAsked(replica, id, 2);
      if (!a || !b) throw new Error('Two were asked.');
      // Sometimes the run is still on its way to wait.
      if (round % 2 === 0) await untilState(replica, id, 'waiting');
      await Promise.all([
        decide(replica, a, { decision: 'allow' }),
        decide(worker, b, { decision: 'allow' }),
      ]);
      const asked = Date.now();
      expect(await finished(replica.url, id)).toMatchObject({ state: 'completed', attempt: 2 });
      expect(Date.now() - asked).toBeLessThan(5000);
    }
  });

  test('of the same kind are all decided by one "always"', async () => {
    const { id } = await start('same kind', turns({ calls: [write('a.txt'), write('a.txt')] }));
    const [a] = await untilAsked(replica, id, 2);
    if (a) await decide(replica, a, { decision: 'allow', always: true });
    expect(await finished(replica.url, id)).toMatchObject({ state: 'completed' });
    expect((await permissionsOf(replica, id)).map((one) => one.decision)).toEqual(['allow', 'allow']);
    const resolved = (await typesOf(id)).filter((type) => type === 'PERMISSION_RESOLVED');
    expect(resolved).toHaveLength(2);
  });
});

test('unattended, a call that would ask is denied', async () => {
  team('alone', 1, turns({ calls: [write('a.txt')] }));
  const { id } = await start('alone', undefined, { unattended: true });
  expect(await finished(replica.url, id)).toMatchObject({ state: 'completed', attempt: 1 });
  expect(await permissionsOf(replica, id)).toEqual([]);
  const [, child] = (await trajectoryOf(replica.url, id)).runs;
  expect(JSON.stringify(child?.messages)).toContain('nobody to ask');
});

test('the time that a run waits is not its own', async () => {
  team('patience', 1, turns({ calls: [write('a.txt')] }));
  const { id } = await start('patience', undefined, { limits: { timeoutMs: 20_000 } });
  const [one] = await untilAsked(replica, id, 1);
  await untilState(replica, id, 'waiting');
  // As if the person had taken an hour.
  await replica.context.pool.query(sql`update runtime.runs set started_at = started_at - interval '1 hour',
    waiting_since = waiting_since - interval '1 hour' where root_run_id = ${id}`);
  if (one) await decide(replica, one, { decision: 'allow' });
  expect(await finished(replica.url, id)).toMatchObject({ state: 'completed', stopReason: 'answered' });
});

test('a tree whose last decider died before it woke the run is woken by the sweep', async () => {
  await using alone = await startTestRuntime({ modelUrl: model.url });
  scripts.set('sweep', turns({ calls: [write('a.txt')] }));
  const { id } = await createRun(alone, { files: WRITER_BUNDLE, agent: 'boss.yaml', input: 'sweep' });
  await untilState(alone, id, 'waiting');
  await alone.context.pool.query(
    sql`update runtime.permission_requests set decision = 'allow', decided_at = now() where run_id = ${id}`,
  );
  expect(await sweep(alone.context)).toBe(1);
  expect(await finished(alone.url, id)).toMatchObject({ state: 'completed' });
});

test('over gRPC a run is spoken to, and its calls are listed and decided', async () => {
  const calls = [write('rpc.txt'), write('more.txt')];
  const { id } = await start('over gRPC', turns({ calls }, { text: 'Written.' }));
  const [asked, other] = await untilAsked(replica, id, 2);
  if (!asked || !other) throw new Error('Nothing was asked.');
  const first = await replica.rpc.listPermissions({ runId: id, limit: 1 });
  expect(first.permissions).toMatchObject([
    { runId: asked.runId, callId: asked.callId, toolName: asked.toolName, decision: Decision.UNSPECIFIED },
  ]);
  const rest = await replica.rpc.listPermissions({ runId: id, limit: 1, cursor: first.nextCursor });
  expect(rest).toMatchObject({ permissions: [{ callId: other.callId }], nextCursor: '' });
  expect((await replica.rpc.listPermissions({ runId: id })).permissions).toHaveLength(2);
  const strange = replica.rpc.listPermissions({ runId: id, cursor: 'of/another' });
  await expect(strange).rejects.toMatchObject({ code: 'invalid_request' });
  const { run } = await replica.rpc.addMessage({ runId: id, input: 'Hurry.' });
  expect(run).toMatchObject({ id });
  const request = { runId: asked.runId, callId: asked.callId };
  await expect(replica.rpc.decidePermission(request)).rejects.toMatchObject({ code: 'invalid_request' });
  const { permission } = await replica.rpc.decidePermission({ ...request, decision: Decision.ALLOW });
  expect(permission).toMatchObject({ ...request, decision: Decision.ALLOW });
  await decide(replica, other, { decision: 'allow' });
  expect((await finished(replica.url, id)).state).toBe('completed');
  await expect(replica.rpc.addMessage({ runId: id, input: 'Late.' })).rejects.toMatchObject({
    code: 'conflict',
  });
});
