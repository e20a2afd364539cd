/** The ways in which a run ends other than by an answer. */
import type { BundleFile, Run } from '@nex/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CALC_BUNDLE, MEMORY_BUNDLE, TEAM_BUNDLE } from './support/bundles.ts';
import { finished, follow, followAll, trajectoryOf } from './support/follow.ts';
import {
  type Answer,
  answersIn,
  type ModelServer,
  startModelServer,
  systemText,
} from './support/model-server.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let model: ModelServer;
let worker: TestRuntime;
/** Another replica, which executes nothing. */
let replica: TestRuntime;

/** The first user message says what the model does. */
beforeAll(async () => {
  model = await startModelServer((asked) => {
    const said = String(asked.messages.find((message) => message.role === 'user')?.content);
    const system = systemText(asked);
    const turn = answersIn(asked);
    if (system.includes('the lead') || system.includes('the researcher')) {
      const below = system.includes('the lead') ? 'researcher' : 'checker';
      if (!asked.tools?.some((tool) => tool.function.name === 'Agent')) return { text: 'Nobody to ask.' };
      if (turn === 0) return { calls: [{ name: 'Agent', args: { sub_agent_name: below, message: said } }] };
      return { text: 'Asked.' };
    }
    if (said === 'wait') return new Promise<Answer>(() => {});
    if (said === 'refuse') return { status: 401 };
    if (said === 'calculate')
      return { calls: [{ name: 'calc__math', args: { action: 'eval', expression: '1+1' } }] };
    return { text: 'Done.' };
  });
  worker = await startTestRuntime({ modelUrl: model.url });
  replica = await startTestRuntime({ modelUrl: model.url, concurrency: 0, beside: worker });
});

afterAll(async () => {
  await replica?.[Symbol.asyncDispose]();
  await worker?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
});

async function create(files: BundleFile[], input: string, rest: object = {}): Promise<Run> {
  const response = await replica.post('/v1/runs', { files, input, ...rest });
  expect(response.status, await response.clone().text()).toBe(202);
  return (await response.json()) as Run;
}

async function ended(files: BundleFile[], input: string, rest: object = {}): Promise<Run> {
  return finished(worker.url, (await create(files, input, rest)).id);
}

const TEAM = { agent: 'lead.yaml' };

describe('cancel', () => {
  test('reaches the whole tree within a second, from another replica', async () => {
    const { id } = await create(TEAM_BUNDLE, 'wait', TEAM);
    for await (const { event } of follow(replica.url, id)) {
      if (event.type === 'RUN_STARTED' && event.data.agent === 'checker') break;
    }
    const asked = Date.now();
    const answer = await replica.post(`/v1/runs/${id}/cancel`);
    expect(answer.status).toBe(200);
    const events = await followAll(replica.url, id);
    expect(Date.now() - asked).toBeLessThan(1000);
    expect(events.at(-1)?.event).toMatchObject({ type: 'RUN_ERROR', runId: id, data: { code: 'cancelled' } });
    const { runs } = await trajectoryOf(replica.url, id);
    expect(runs.map((run) => [run.agent, run.state, run.stopReason])).toEqual([
      ['lead', 'cancelled', 'cancelled'],
      ['researcher', 'cancelled', 'cancelled'],
      ['checker', 'cancelled', 'cancelled'],
    ]);
    // The runs below are settled before their parents.
    const ends = events.filter((one) => one.event.type === 'RUN_ERROR').map((one) => one.event.runId);
    expect(ends).toEqual(runs.map((run) => run.runId).reverse());
  });

  test('of a run below leaves the others at work', async () => {
    const { id } = await create(TEAM_BUNDLE, 'wait', TEAM);
    let checker = '';
    for await (const { event } of follow(replica.url, id)) {
      if (event.type === 'RUN_STARTED' && event.data.agent === 'checker') checker = event.runId;
      if (checker !== '') break;
    }
    await replica.post(`/v1/runs/${checker}/cancel`);
    expect(await finished(replica.url, id)).toMatchObject({ state: 'completed', response: 'Asked.' });
    expect(await (await replica.get(`/v1/runs/${checker}`)).json()).toMatchObject({ state: 'cancelled' });
    const events = await followAll(replica.url, checker);
    expect(new Set(events.map((one) => one.event.runId))).toEqual(new Set([checker]));
  });

  test('of a terminal run changes nothing', async () => {
    const run = await ended(CALC_BUNDLE, 'answer');
    const answer = await worker.post(`/v1/runs/${run.id}/cancel`);
    expect(await answer.json()).toEqual(run);
  });

  test('of a run that waits for a worker settles it at once', async () => {
    await using idle = await startTestRuntime({ modelUrl: model.url, concurrency: 0 });
    const created = (await (await idle.post('/v1/runs', { files: CALC_BUNDLE, input: 'x' })).json()) as Run;
    const early = await idle.get(`/v1/runs/${created.id}/trajectory`);
    expect(early.status).toBe(409);
    expect(await early.json()).toMatchObject({ code: 'conflict' });
    const answer = await idle.post(`/v1/runs/${created.id}/cancel`);
    expect(await answer.json()).toMatchObject({ state: 'cancelled', stopReason: 'cancelled', attempt: 0 });
    const events = await followAll(idle.url, created.id);
    expect(events.map((one) => one.event.type)).toEqual(['RUN_ERROR']);
  });
});

describe('a reader that goes away', () => {
  const RUNNING = { state: 'running' };
  const read = async (on: TestRuntime, id: string, query: string) => {
    const client = new AbortController();
    const answer = await fetch(`${on.url}/v1/runs/${id}/events${query}`, { signal: client.signal });
    expect(answer.status).toBe(200);
    return client;
  };
  const stateOf = async (id: string) => (await (await replica.get(`/v1/runs/${id}`)).json()) as Run;
  const atWork = async () => {
    const before = model.asked.length;
    const { id } = await create(CALC_BUNDLE, 'wait');
    await expect.poll(() => model.asked.length, { interval: 15 }).toBe(before + 1);
    return id;
  };

  test('leaves the run at work, as one whose replica closes does; one that says so ends it', async () => {
    const id = await atWork();
    const plain = await read(worker, id, '');
    plain.abort();
    {
      await using closing = await startTestRuntime({ modelUrl: model.url, concurrency: 0, beside: worker });
      await read(closing, id, '?onDisconnect=cancel');
    }
    const ending = await read(replica, id, '?onDisconnect=cancel');
    expect(await stateOf(id)).toMatchObject(RUNNING);
    ending.abort();
    expect(await finished(worker.url, id)).toMatchObject({ state: 'cancelled', stopReason: 'cancelled' });
    expect((await replica.get(`/v1/runs/${id}/events?onDisconnect=perhaps`)).status).toBe(400);
  });

  test('over gRPC, too', async () => {
    const id = await atWork();
    const look = async (cancelOnDisconnect: boolean) => {
      for await (const event of replica.rpc.streamRunEvents({ id, cancelOnDisconnect })) {
        if (event.type === 'RUN_STARTED') return;
      }
    };
    await look(false);
    expect(await stateOf(id)).toMatchObject(RUNNING);
    await look(true);
    expect(await finished(worker.url, id)).toMatchObject({ state: 'cancelled' });
  });
});

describe('limits', () => {
  test.each<{ name: string; files: BundleFile[]; input: string; rest: object; run: object }>([
    {
      name: 'time',
      files: TEAM_BUNDLE,
      input: 'wait',
      rest: { ...TEAM, limits: { timeoutMs: 700 } },
      run: {
        state: 'failed',
        stopReason: 'timeout',
        failure: { code: 'timeout', hint: expect.stringContaining('timeoutMs') },
      },
    },
    {
      name: 'tokens of the whole tree',
      files: TEAM_BUNDLE,
      input: 'calculate',
      // An answer costs 110: the first two fit, and then the checker's first does not.
      rest: { ...TEAM, limits: { maxTokens: 400 } },
      run: { state: 'failed', stopReason: 'budget', failure: { code: 'budget_exhausted' } },
    },
    {
      name: 'model calls',
      files: CALC_BUNDLE,
      input: 'calculate',
      rest: { limits: { maxIterations: 3 } },
      run: {
        state: 'failed',
        stopReason: 'max_iterations',
        usage: expect.objectContaining({ modelCalls: 3 }),
      },
    },
    {
      name: 'depth: the deepest agent has no tool to ask others',
      files: TEAM_BUNDLE,
      input: 'answer',
      rest: { ...TEAM, limits: { maxDepth: 1 } },
      run: { state: 'completed', response: 'Asked.' },
    },
  ])('of $name', async ({ files, input, rest, run }) => {
    const seen = await ended(files, input, rest);
    expect(seen).toMatchObject(run);
  });

  test('the spent tokens never pass the limit by more than the answers under way', async () => {
    const run = await ended(CALC_BUNDLE, 'calculate', { limits: { maxTokens: 500 } });
    expect(run.usage.inputTokens + run.usage.outputTokens).toBeLessThanOrEqual(500 + 110);
  });
});

describe('failures', () => {
  test('a model that refuses fails the run, with one request', async () => {
    const before = model.asked.length;
    const run = await ended(CALC_BUNDLE, 'refuse');
    expect(run).toMatchObject({
      state: 'failed',
      stopReason: 'model_error',
      failure: { code: 'model_rejected' },
    });
    expect(model.asked.length - before).toBe(1);
  });

  test('a server of the catalogue that cannot be started fails the run clearly', async () => {
    const broken = worker.context.catalogue.entries.find((entry) => entry.name === 'memory');
    if (!broken) throw new Error('The catalogue has no memory.');
    const failure = {
      code: 'catalogue_invalid' as const,
      message: 'Catalogue entry memory cannot be started.',
    };
    const { launch, relaunch } = broken;
    broken.launch = { ok: false, failure };
    broken.relaunch = () => Promise.resolve({ ok: false, failure });
    try {
      const run = await ended(MEMORY_BUNDLE, 'answer');
      expect(run).toMatchObject({ state: 'failed', stopReason: 'error', failure });
      const events = await followAll(worker.url, run.id);
      expect(events.map((one) => one.event.type)).toEqual(['RUN_STARTED', 'RUN_ERROR']);
      expect((await trajectoryOf(worker.url, run.id)).runs[0]?.messages).toEqual([]);
    } finally {
      broken.launch = launch;
      broken.relaunch = relaunch;
    }
  });

  test('a model that cannot be reached fails the run with a hint', async () => {
    await using lost = await startTestRuntime({ modelUrl: 'http://127.0.0.1:9/v1' });
    const content = 'type: agent\nname: solo\nllm_config: {}\nretry_attempts: 2\n';
    const files = [{ path: 'agent.yaml', content }];
    const created = (await (await lost.post('/v1/runs', { files, input: 'x' })).json()) as Run;
    expect(await finished(lost.url, created.id)).toMatchObject({
      state: 'failed',
      stopReason: 'model_error',
      failure: { code: 'model_unreachable', hint: expect.stringMatching(/\w/) },
    });
  });

  test('a file that would send the platform’s key to another server fails the run', async () => {
    const files = [
      {
        path: 'agent.yaml',
        content:
          'type: agent\nname: thief\nllm_config:\n  base_url: http://127.0.0.1:9/v1\n  api_key: ${env.LLM_API_KEY}\n',
      },
    ];
    expect(await ended(files, 'x')).toMatchObject({
      state: 'failed',
      failure: { code: 'config_invalid', where: 'llm_config.api_key' },
    });
  });
});
