/** What the log keeps when workers change: fencing, shut-down, a lost queue, and values that Postgres does not take. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '@nex/core';
import { textOf } from '@nex/core';
import { sql } from '@nex/postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sweep } from '../src/jobs/sweep.ts';
import { executeRun } from '../src/runs/execute-run.ts';
import { CALC_BUNDLE, MEMORY_BUNDLE, TEAM_BUNDLE } from './support/bundles.ts';
import { finished, followAll, trajectoryOf } from './support/follow.ts';
import {
  type Answer,
  answersIn,
  type ModelServer,
  startModelServer,
  systemText,
} from './support/model-server.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let model: ModelServer;
let answer: (index: number, turn: number, system: string) => Answer | Promise<Answer>;
/** Executes nothing by itself. */
let idle: TestRuntime;

beforeAll(async () => {
  model = await startModelServer((asked, index) => answer(index, answersIn(asked), systemText(asked)));
  idle = await startTestRuntime({ modelUrl: model.url, concurrency: 0 });
});

afterAll(async () => {
  await idle?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
});

async function create(runtime: TestRuntime, files: object[], rest: object = {}): Promise<Run> {
  const response = await runtime.post('/v1/runs', { files, input: 'Go', ...rest });
  expect(response.status, await response.clone().text()).toBe(202);
  return (await response.json()) as Run;
}

const never = new AbortController().signal;

test('the older of two workers on one run writes nothing more', async () => {
  const first = model.asked.length;
  const asked = Promise.withResolvers<void>();
  const late = Promise.withResolvers<Answer>();
  answer = (index) => {
    if (index !== first) return { text: 'from the newer' };
    asked.resolve();
    return late.promise;
  };
  const run = await create(idle, CALC_BUNDLE);
  const older = executeRun(idle.context, run.id, never);
  await asked.promise;
  await executeRun(idle.context, run.id, never);
  late.resolve({ text: 'from the older' });
  await older;
  expect(await finished(idle.url, run.id)).toMatchObject({ response: 'from the newer', attempt: 2 });
  const [root] = (await trajectoryOf(idle.url, run.id)).runs;
  expect(root?.messages.map(textOf)).toEqual(['You calculate.', 'Go', 'from the newer']);
  const events = await followAll(idle.url, run.id);
  expect(events.filter((one) => one.event.type === 'RUN_FINISHED')).toHaveLength(1);
});

test('the older worker’s runs below are fenced with the root', async () => {
  const asked = Promise.withResolvers<void>();
  const late = Promise.withResolvers<Answer>();
  let held = false;
  answer = (_index, turn, system) => {
    if (system.includes('the lead') && turn === 0) {
      return { calls: [{ name: 'Agent', args: { sub_agent_name: 'researcher', message: 'Go' } }] };
    }
    if (system.includes('the lead') || held) return { text: 'new' };
    held = true;
    asked.resolve();
    return late.promise;
  };
  const run = await create(idle, TEAM_BUNDLE, { agent: 'lead.yaml' });
  const older = executeRun(idle.context, run.id, never);
  await asked.promise;
  await executeRun(idle.context, run.id, never);
  late.resolve({ text: 'old' });
  await older;
  const { runs } = await trajectoryOf(idle.url, run.id);
  expect(runs.map((one) => [one.agent, one.response, one.state])).toEqual([
    ['lead', 'new', 'completed'],
    ['researcher', 'new', 'completed'],
  ]);
});

test('a worker that is stopped leaves the run open, and the next goes on from the log', async () => {
  const asked = Promise.withResolvers<void>();
  let hold = true;
  answer = (_index, turn) => {
    if (turn === 0) return { calls: [{ name: 'calc__math', args: { action: 'eval', expression: '2+3' } }] };
    if (!hold) return { text: 'went on' };
    asked.resolve();
    return new Promise<Answer>(() => {});
  };
  const run = await create(idle, CALC_BUNDLE);
  const stop = new AbortController();
  const stopped = executeRun(idle.context, run.id, stop.signal);
  await asked.promise;
  stop.abort(new Error('The worker shuts down.'));
  await expect(stopped).rejects.toThrow('shuts down');
  expect(await (await idle.get(`/v1/runs/${run.id}`)).json()).toMatchObject({ state: 'running' });
  hold = false;
  const before = model.asked.length;
  await executeRun(idle.context, run.id, never);
  expect(model.asked.length - before).toBe(1);
  expect(await finished(idle.url, run.id)).toMatchObject({ response: 'went on', attempt: 2 });
});

test('in text mode, the next worker gives the model its answers as it wrote them, to the byte', async () => {
  const written =
    ' I  calculate. \n\n\n<tool_use>\n <tool_name>calc__math</tool_name>\n<parameter>\n\n<action>eval</action> <expression>2+3</expression></parameter></tool_use>\n ';
  const asked = Promise.withResolvers<void>();
  let hold = true;
  answer = (_index, turn) => {
    if (turn === 0) return { text: written };
    if (!hold) return { text: 'went on' };
    asked.resolve();
    return new Promise<Answer>(() => {});
  };
  const files = CALC_BUNDLE.map((file) => ({ ...file, content: `${file.content}tool_call_mode: xml\n` }));
  const run = await create(idle, files);
  const stop = new AbortController();
  const stopped = executeRun(idle.context, run.id, stop.signal);
  await asked.promise;
  const before = model.asked.at(-1)?.messages;
  expect(before?.[2]?.content).toBe(written);
  stop.abort(new Error('The worker shuts down.'));
  await expect(stopped).rejects.toThrow('shuts down');
  hold = false;
  await executeRun(idle.context, run.id, never);
  expect(await finished(idle.url, run.id)).toMatchObject({ response: 'went on', attempt: 2 });
  expect(JSON.stringify(model.asked.at(-1)?.messages)).toBe(JSON.stringify(before));
});

test('a run whose job is lost is found by the sweep', async () => {
  answer = () => ({ text: 'found' });
  await using runtime = await startTestRuntime({ modelUrl: model.url });
  const { id } = await create(runtime, CALC_BUNDLE);
  await finished(runtime.url, id);
  await runtime.context.pool.query(sql`insert into runtime.run_trees (root_run_id) values ('run_lost')`);
  await runtime.context.pool.query(sql`insert into runtime.runs (id, bundle_digest, agent_file, agent, input, seed,
      limits, state, root_run_id, depth, traceparent, trace_id)
    select 'run_lost', bundle_digest, agent_file, agent, input, seed, limits, 'queued', 'run_lost', 0, '', ''
    from runtime.runs where id = ${id}`);
  expect(await sweep(runtime.context)).toBe(1);
  expect(await finished(runtime.url, 'run_lost')).toMatchObject({ state: 'completed', response: 'found' });
  expect(await sweep(runtime.context)).toBe(0);
});

test('text that jsonb cannot hold is kept as near as can be, and all else to the byte', async () => {
  const text = `zero \u0000, half \ud83d, written \\u0000, quote ", back \\, line\n, 😀`;
  const kept = `zero \ufffd, half \ufffd, written \\u0000, quote ", back \\, line\n, 😀`;
  answer = () => ({ text });
  const run = await create(idle, CALC_BUNDLE, { input: text });
  await executeRun(idle.context, run.id, never);
  expect(await finished(idle.url, run.id)).toMatchObject({ state: 'completed', input: kept, response: kept });
});

test('a conversation with an agent below goes on under its id', async () => {
  let id = '';
  answer = (_index, turn, system) => {
    if (system.includes('the researcher')) return { text: `answer ${turn + 1}` };
    if (turn === 2) return { text: 'Done.' };
    const more = turn === 0 ? {} : { sub_agent_id: id };
    return {
      calls: [{ name: 'Agent', args: { sub_agent_name: 'researcher', message: `m${turn}`, ...more } }],
    };
  };
  const asked = model.asked;
  const before = asked.length;
  const policy = answer;
  answer = (index, turn, system) => {
    const text = JSON.stringify(asked[index]?.messages ?? []);
    id = /\[sub_agent_id: (run_\w+)\]/.exec(text)?.[1] ?? '';
    return policy(index, turn, system);
  };
  const run = await create(idle, TEAM_BUNDLE, { agent: 'lead.yaml' });
  await executeRun(idle.context, run.id, never);
  expect(asked.length - before).toBe(5);
  const { runs } = await trajectoryOf(idle.url, run.id);
  expect(runs.map((one) => one.response)).toEqual(['Done.', 'answer 1', 'answer 2']);
  expect(runs[2]?.messages.map(textOf)).toEqual([
    'You are the researcher.',
    'm0',
    'answer 1',
    'm1',
    'answer 2',
  ]);
  const stored = await idle.context.pool.query<{ n: string }>(
    sql`select count(*) as n from runtime.messages where run_id = ${runs[2]?.runId}`,
  );
  // What both conversations share is stored once.
  expect(stored.rows[0]?.n).toBe('2');
});

test('the state of tool servers lasts as long as the tree of runs', async () => {
  const states: string[][] = [];
  const place = join(idle.dataDirectory, 'mcp', 'runs');
  answer = async (_index, turn) => {
    if (turn === 0) {
      const entities = [{ name: 'tea', entityType: 'drink', observations: ['hot'] }];
      return { calls: [{ name: 'memory__create_entities', args: { entities } }] };
    }
    states.push(await readdir(place));
    return { text: 'kept' };
  };
  const run = await create(idle, MEMORY_BUNDLE);
  await executeRun(idle.context, run.id, never);
  expect(await finished(idle.url, run.id)).toMatchObject({ state: 'completed' });
  expect(states).toEqual([[run.id]]);
  expect(await readdir(place)).toEqual([]);
});
