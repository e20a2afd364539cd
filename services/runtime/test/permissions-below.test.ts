/** Runs below another that wait for a person: what becomes of those above, beside and below them. */
import type { Run } from '@nex/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, turns, WRITER_BUNDLE, write } from './support/file-agents.ts';
import { finished, followAll, trajectoryOf } from './support/follow.ts';
import {
  type Answer,
  answersIn,
  lastResult,
  type ModelServer,
  startModelServer,
  systemText,
} from './support/model-server.ts';
import { byInput, createRun, decide, readRun, type Script, untilAsked, untilState } from './support/runs.ts';
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

describe('a run below that waits', () => {
  test('pauses its parent, and goes on as the same run', async () => {
    team('below', 1, turns({ text: 'I write.', calls: [write('a.txt')] }));
    const { id } = await start('below');
    const [one] = await untilAsked(replica, id, 1);
    if (!one) throw new Error('Nothing was asked.');
    expect(one.runId).not.toBe(id);
    await untilState(replica, id, 'waiting');
    expect(await readRun(replica, one.runId)).toMatchObject({ state: 'waiting', parentRunId: id });
    expect((await replica.get(`/v1/runs/${id}/trajectory`)).status).toBe(409);
    await decide(replica, one, { decision: 'allow' });
    expect(await finished(replica.url, id)).toMatchObject({ state: 'completed' });
    const { runs, usage } = await trajectoryOf(replica.url, id);
    expect(runs.map((run) => [run.runId, run.state])).toEqual([
      [id, 'completed'],
      [one.runId, 'completed'],
    ]);
    expect(usage.modelCalls).toBe(4);
    expect((await typesOf(id)).filter((type) => type === 'RUN_STARTED')).toHaveLength(2);
  });

  test('lets the others finish; decided meanwhile, nobody stops', async () => {
    const held = Promise.withResolvers<void>();
    let clerks = 0;
    team('others', 2, async (asked) => {
      if (answersIn(asked) > 0) return { text: 'clerk done' };
      clerks += 1;
      if (clerks === 1) return { calls: [write('a.txt')] };
      await held.promise;
      return { text: 'clerk done' };
    });
    const { id } = await start('others');
    const [one] = await untilAsked(replica, id, 1);
    if (!one) throw new Error('Nothing was asked.');
    await untilState(replica, one.runId, 'waiting');
    expect(await readRun(replica, id)).toMatchObject({ state: 'running' });
    await decide(replica, one, { decision: 'allow' });
    held.resolve();
    expect(await finished(replica.url, id)).toMatchObject({ state: 'completed', attempt: 2 });
    const { runs } = await trajectoryOf(replica.url, id);
    expect(runs.map((run) => run.response)).toEqual([
      expect.stringContaining('clerk done'),
      'clerk done',
      'clerk done',
    ]);
  });

  test('ends with its parent when that one’s time is over', async () => {
    let clerks = 0;
    team('time', 2, () => {
      clerks += 1;
      return clerks === 1 ? { calls: [write('a.txt')] } : new Promise<Answer>(() => {});
    });
    const { id } = await start('time', undefined, { limits: { timeoutMs: 1500 } });
    const [one] = await untilAsked(replica, id, 1);
    expect(await finished(replica.url, id)).toMatchObject({ state: 'failed', stopReason: 'timeout' });
    const { runs } = await trajectoryOf(replica.url, id);
    expect(runs.map((run) => run.state)).toEqual(expect.arrayContaining(['cancelled', 'failed', 'failed']));
    if (one) expect((await decide(replica, one, { decision: 'allow' })).status).toBe(409);
    expect((await typesOf(id)).filter((type) => type === 'RUN_ERROR')).toHaveLength(3);
  });
});

describe('cancelled while it waits', () => {
  test('a run ends at once with all runs below it, and takes no decision any more', async () => {
    team('cancel', 2, turns({ calls: [write('a.txt')] }));
    const { id } = await start('cancel');
    const [one] = await untilAsked(replica, id, 2);
    await untilState(replica, id, 'waiting');
    const answer = await replica.post(`/v1/runs/${id}/cancel`);
    expect(await answer.json()).toMatchObject({ state: 'cancelled', stopReason: 'cancelled' });
    const { runs } = await trajectoryOf(replica.url, id);
    expect(runs.map((run) => run.state)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    const ends = (await followAll(replica.url, id)).filter(({ event }) => event.type === 'RUN_ERROR');
    expect(ends.map(({ event }) => event.runId).at(-1)).toBe(id);
    expect(ends).toHaveLength(3);
    if (!one) throw new Error('Nothing was asked.');
    const late = await decide(replica, one, { decision: 'allow' });
    expect(late.status).toBe(409);
    expect(await late.json()).toMatchObject({ detail: expect.stringContaining('ended') });
  });

  test('a run below ends, and its parent goes on', async () => {
    team('cancel below', 1, turns({ calls: [write('a.txt')] }));
    const { id } = await start('cancel below');
    const [one] = await untilAsked(replica, id, 1);
    await untilState(replica, id, 'waiting');
    await replica.post(`/v1/runs/${one?.runId}/cancel`);
    expect(await finished(replica.url, id)).toMatchObject({
      state: 'completed',
      response: expect.stringContaining('cancelled'),
    });
    const { runs } = await trajectoryOf(replica.url, id);
    expect(runs.map((run) => run.state)).toEqual(['completed', 'cancelled']);
  });
});
