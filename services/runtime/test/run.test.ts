import { type Run, textOf } from '@nex/core';
import { startOfflineModel } from '@nex/offline-model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CALC_BUNDLE, TEAM_BUNDLE } from './support/bundles.ts';
import { collect, finished, followAll, trajectoryOf } from './support/follow.ts';
import {
  answersIn,
  lastResult,
  type ModelServer,
  startModelServer,
  systemText,
} from './support/model-server.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let model: ModelServer;
const released = Promise.withResolvers<void>();
let runtime: TestRuntime;

beforeAll(async () => {
  model = await startModelServer(async (asked) => {
    if (asked.messages.at(-1)?.content === 'Wait.') await released.promise;
    const system = systemText(asked);
    const turn = answersIn(asked);
    if (system.includes('the lead') || system.includes('the researcher')) {
      const below = system.includes('the lead') ? 'researcher' : 'checker';
      if (turn === 0) {
        return {
          text: 'Asking.',
          calls: [{ name: 'Agent', args: { sub_agent_name: below, message: `Ask ${below}` } }],
        };
      }
      return { text: `${below} said: ${lastResult(asked)}` };
    }
    if (turn === 0) return { calls: [{ name: 'calc__math', args: { expression: '6*7', action: 'eval' } }] };
    return { text: `The result: ${lastResult(asked)}` };
  });
  runtime = await startTestRuntime({ modelUrl: model.url });
});

afterAll(async () => {
  await runtime?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
});

async function create(body: object): Promise<Run> {
  const response = await runtime.post('/v1/runs', body);
  expect(response.status, await response.clone().text()).toBe(202);
  return (await response.json()) as Run;
}

describe('a run', () => {
  test('uses a real tool and comes to its end', async () => {
    const created = await create({ files: CALC_BUNDLE, input: 'What is 6*7?', seed: 3 });
    const run = await finished(runtime.url, created.id);
    expect(run).toMatchObject({
      state: 'completed',
      stopReason: 'answered',
      agent: 'calculator',
      attempt: 1,
    });
    expect(run.response).toContain('42');
    expect(run.usage).toMatchObject({ modelCalls: 2, inputTokens: 200, outputTokens: 20 });
    const trajectory = await trajectoryOf(runtime.url, run.id);
    expect(trajectory.runs).toHaveLength(1);
    expect(trajectory.runs[0]?.messages.map((message) => message.role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'assistant',
    ]);
    expect(trajectory.runs[0]?.tools.map((tool) => tool.name)).toEqual(['calc__math']);
    expect(trajectory.provenance).toMatchObject({ model: 'scripted-1', offlineModel: false, seed: 3 });
  });

  test('has runs below it, each with its own row, found under the call that started it', async () => {
    const created = await create({ files: TEAM_BUNDLE, agent: 'lead.yaml', input: 'Go' });
    const run = await finished(runtime.url, created.id);
    expect(run).toMatchObject({ state: 'completed' });
    expect(run.usage.modelCalls).toBe(6);
    const { runs } = await trajectoryOf(runtime.url, run.id);
    expect(runs.map((one) => [one.agent, one.depth, one.state])).toEqual([
      ['lead', 0, 'completed'],
      ['researcher', 1, 'completed'],
      ['checker', 2, 'completed'],
    ]);
    expect(runs[1]).toMatchObject({ parentRunId: run.id, parentCallId: 'call_0_0' });
    const last = runs[0]?.messages.findLast((message) => message.role === 'tool');
    const result = last?.content[0];
    expect(result?.type === 'tool_result' && textOf(result)).toContain(`[sub_agent_id: ${runs[1]?.runId}]`);
  });
});

test('who waits at another process hears of the end without looking for it', async () => {
  await using other = await startTestRuntime({
    modelUrl: model.url,
    concurrency: 0,
    beside: runtime,
    environment: { ENDS_LOOK_MS: '3600000' },
  });
  const quick = await create({ files: CALC_BUNDLE, input: 'What is 6*7?' });
  await finished(runtime.url, quick.id);
  const held = await create({ files: CALC_BUNDLE, input: 'Wait.' });
  const ids = [quick.id, held.id];
  const ends = other.rpc.watchRuns({ ids, withTrajectories: true })[Symbol.asyncIterator]();
  // What had ended before comes from the rows: from now on it waits.
  expect((await ends.next()).value?.run?.id).toBe(quick.id);
  released.resolve();
  const { value: end } = await ends.next();
  expect(end?.run?.id).toBe(held.id);
  // What it says of the run is what anybody reads later.
  const { trajectoryJson, tokensJson } = await runtime.rpc.getTrajectory({
    runId: held.id,
    withTokens: true,
  });
  expect(end).toMatchObject({ trajectoryJson, tokensJson });
});

test('many runs on the offline model answer right, and say what answered', async () => {
  await using offline = await startOfflineModel();
  await using other = await startTestRuntime({
    modelUrl: offline.url,
    model: 'nex-offline-1',
    concurrency: 8,
  });
  const stored = await other.put('/v1/bundles', { files: CALC_BUNDLE });
  const { digest } = (await stored.json()) as { digest: string };
  const numbers = Array.from({ length: 20 }, (_, index) => index);
  const { runs } = await other.rpc.createRuns({
    runs: numbers.map((n) => ({ frameworkDigest: digest, input: `Calculate ${n} * 7 + 2.`, seed: n })),
  });
  const ended = await collect(other.rpc.watchRuns({ ids: runs.map((run) => run.id) }));
  const responses = new Map(ended.map(({ run }) => [run?.id, run?.response]));
  for (const [index, run] of runs.entries()) expect(responses.get(run.id)).toContain(String(index * 7 + 2));
  const { provenance } = await trajectoryOf(other.url, runs[0]?.id ?? '');
  expect(provenance).toMatchObject({ model: 'nex-offline-1', offlineModel: true });
});

describe('the stream of events', () => {
  test('has growing ids and the order of what happened', async () => {
    const created = await create({ files: CALC_BUNDLE, input: 'What is 6*7?' });
    const events = await followAll(runtime.url, created.id);
    const ids = events.map((one) => one.id);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(new Set(ids).size).toBe(ids.length);
    expect(events.map((one) => one.event.type)).toEqual([
      'RUN_STARTED',
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
      'MODEL_CALL_FINISHED',
      'USAGE_UPDATE',
      'TOOL_CALL_RESULT',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'MODEL_CALL_FINISHED',
      'USAGE_UPDATE',
      'RUN_FINISHED',
    ]);
  });

  test('resumed at any event, it equals the uninterrupted one', async () => {
    const created = await create({ files: TEAM_BUNDLE, agent: 'lead.yaml', input: 'Go' });
    const whole = await followAll(runtime.url, created.id);
    expect(whole.length).toBeGreaterThan(20);
    for (let cut = 0; cut < whole.length - 1; cut += 1) {
      const rest = await followAll(runtime.url, created.id, whole[cut]?.id);
      expect([...whole.slice(0, cut + 1), ...rest]).toEqual(whole);
    }
  });
});
