/** Runs executed again from their logs: the same conversations come of them. */
import { mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Run, textMessage } from '@nex/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRuns } from '../src/runs/create-run.ts';
import { executeRun } from '../src/runs/execute-run.ts';
import { CALC_BUNDLE, noteBundle, TEAM_BUNDLE } from './support/bundles.ts';
import { ask, turns, WRITER_BUNDLE, write } from './support/file-agents.ts';
import { finished, trajectoryOf } from './support/follow.ts';
import {
  type Answer,
  type Asked,
  answersIn,
  lastResult,
  type ModelServer,
  startModelServer,
  systemText,
} from './support/model-server.ts';
import { readerBundle, readerPolicy } from './support/reader-agent.ts';
import { expectIdentical, LEAD, math } from './support/replays.ts';
import { byInput, createRun, decide, type Script, untilAsked } from './support/runs.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let model: ModelServer;
let idle: TestRuntime;
const scripts = new Map<string, Script>();
const SUMMARY: Answer = { text: 'They looked at several things.' };
const isSummary = (asked: Asked) => systemText(asked).includes('memory of an agent');
/** Answers everything while it is set: a compacted conversation does not begin with its input. */
let reading: Script | undefined;
const never = new AbortController().signal;
const directory = mkdtempSync(join(tmpdir(), 'nex-replay-'));

beforeAll(async () => {
  writeFileSync(join(directory, 'executions'), '');
  const policy = byInput(scripts);
  model = await startModelServer((asked, index) => {
    if (isSummary(asked)) return SUMMARY;
    return reading ? reading(asked) : policy(asked, index);
  });
  idle = await startTestRuntime({ modelUrl: model.url, concurrency: 0 });
});

afterAll(async () => {
  await idle?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

interface Life {
  files?: Parameters<typeof createRun>[1]['files'];
  agent?: string;
  [key: string]: unknown;
}

function create(input: string, script: Script, body: Life = {}): Promise<Run> {
  scripts.set(input, script);
  return createRun(idle, { ...('continuesRunId' in body ? {} : { files: CALC_BUNDLE }), input, ...body });
}

async function run(input: string, script: Script, body: Life = {}): Promise<Run> {
  const { id } = await create(input, script, body);
  await executeRun(idle.context, id, never);
  return finished(idle.url, id);
}

/** Executes the run until the work of the worker is stopped by `stop`, then again to its end. */
async function runTwice(id: string, stop: AbortController): Promise<Run> {
  await expect(executeRun(idle.context, id, stop.signal)).rejects.toThrow('dies');
  await executeRun(idle.context, id, never);
  const done = await finished(idle.url, id);
  expect(done.attempt).toBe(2);
  return done;
}

const die = (stop: AbortController) => stop.abort(new Error('The worker dies.'));

const executions = () => readFileSync(join(directory, 'executions'), 'utf8');

const OUTPUT = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };

describe('the same comes of', () => {
  test.each<[string, Script, Life]>([
    ['an answer', turns(), {}],
    [
      'tools, one by one and at the same time',
      turns({ calls: [math('1+1')] }, { calls: [math('2'), math('3')] }),
      {},
    ],
    [
      'calls that are wrong',
      turns(
        { calls: [{ name: 'no_such_tool', args: {} }] },
        { calls: [{ name: 'calc__math', args: {} }, math('1')] },
        { calls: [{ name: 'calc__math', args: [1] }] },
      ),
      {},
    ],
    [
      'calls with the same id',
      turns({ calls: [{ ...math('1'), id: 'x' }] }, { calls: [{ ...math('2'), id: 'x' }] }),
      {},
    ],
    ['all its turns', () => ({ calls: [math('1')] }), { limits: { maxIterations: 3 } }],
    ['a used-up budget', () => ({ calls: [math('1')] }), { limits: { maxTokens: 400 } }],
    [
      'a model that refuses',
      (asked) => (answersIn(asked) > 0 ? { status: 400 } : { calls: [math('1')] }),
      {},
    ],
    [
      'answers of another form than asked for',
      (asked) => ({ text: answersIn(asked) < 2 ? 'Seven.' : '{"n": 7}' }),
      { outputSchema: OUTPUT },
    ],
    ['answers that never get the form', () => ({ text: 'Seven.' }), { outputSchema: OUTPUT }],
    ['a team of agents', LEAD, { files: TEAM_BUNDLE, agent: 'lead.yaml' }],
    [
      'a team that may not go as deep',
      LEAD,
      { files: TEAM_BUNDLE, agent: 'lead.yaml', limits: { maxDepth: 1 } },
    ],
    [
      'calls that are denied',
      turns({ calls: [write('secret/a.txt'), write('notes/b.txt')] }, { calls: [write('a.txt')] }),
      { files: WRITER_BUNDLE, agent: 'boss.yaml', unattended: true },
    ],
  ])('%s', async (name, script, body) => {
    const { id } = await run(`same: ${name}`, script, body);
    const report = await expectIdentical(idle, id);
    expect(report.runs[0]?.messages).toBeGreaterThan(2);
  });

  test('a conversation that goes on, with messages that came in meanwhile', async () => {
    const say = (id: string, input: string) => idle.post(`/v1/runs/${id}/messages`, { input });
    const first = await create('inbox', async (asked) => {
      const turn = answersIn(asked);
      if (turn < 2) await say(first.id, `more ${turn}`);
      return turn === 0 ? { calls: [math('1')] } : { text: `End ${turn}.` };
    });
    await say(first.id, 'before');
    await executeRun(idle.context, first.id, never);
    await expectIdentical(idle, (await finished(idle.url, first.id)).id);
    const second = await create('inbox', turns(), { continuesRunId: first.id });
    await executeRun(idle.context, second.id, never);
    await expectIdentical(idle, second.id);
  });

  test('a conversation that the caller brought along', async () => {
    const { frameworkDigest } = await run('brings none', turns());
    scripts.set('Earlier.', turns({ text: 'Never asked.' }, { calls: [math('1')] }));
    const history = [textMessage('user', 'Earlier.'), textMessage('assistant', 'Yes?')];
    const request = { frameworkDigest, input: 'Now.', history, seed: 1 };
    const caller = { tenant: 'default', actor: 'anonymous' };
    const [row] = await idle.context.callers.run(caller, () =>
      createRuns(idle.context, 'default', [request]),
    );
    const id = row?.id ?? '';
    await executeRun(idle.context, id, never);
    const report = await expectIdentical(idle, id);
    expect(report.runs[0]).toMatchObject({ messages: 7, modelCalls: 2 });
  });

  test('decisions of people, for the run and below it', async () => {
    scripts.set('asks', (asked) => {
      const turn = answersIn(asked);
      if (systemText(asked).includes('the clerk')) {
        return turn === 0 ? { calls: [write('a.txt'), write('c.txt')] } : { text: 'Written.' };
      }
      if (turn === 0) return { calls: [write('a.txt'), write('b.txt'), write('notes/n.txt'), ask('asks')] };
      return { text: `Done: ${lastResult(asked)}` };
    });
    const { id } = await createRun(idle, { files: WRITER_BUNDLE, agent: 'boss.yaml', input: 'asks' });
    await executeRun(idle.context, id, never);
    const asked = await untilAsked(idle, id, 4);
    expect((await idle.post(`/v1/runs/${id}/replay`)).status).toBe(409);
    for (const [index, one] of asked.entries()) {
      if (index > 0 && one.key === asked[0]?.key) continue;
      const always = one.key.endsWith('a.txt');
      await decide(
        idle,
        one,
        always ? { decision: 'allow', always } : { decision: 'deny', reason: 'Not now.' },
      );
    }
    await executeRun(idle.context, id, never);
    expect(await finished(idle.url, id)).toMatchObject({ state: 'completed' });
    const report = await expectIdentical(idle, id);
    expect(report.runs.map((one) => one.toolCalls)).toEqual([4, 2]);
  });

  test('runs that were cancelled while a tool was at work, and while they waited', async () => {
    const { id } = await create('cancel', async (asked) => {
      if (answersIn(asked) === 0) return { calls: [math('1')] };
      await idle.post(`/v1/runs/${id}/cancel`);
      return new Promise<Answer>(() => {});
    });
    await executeRun(idle.context, id, never);
    expect(await finished(idle.url, id)).toMatchObject({ state: 'cancelled' });
    const report = await expectIdentical(idle, id);
    expect(report.runs[0]?.stopped).toEqual({ stopReason: 'cancelled', afterMessages: 4 });

    scripts.set('cancel waiting', turns({ calls: [write('notes/x.txt'), write('a.txt')] }));
    const body = { files: WRITER_BUNDLE, agent: 'boss.yaml', input: 'cancel waiting' };
    const waiting = await createRun(idle, body);
    await executeRun(idle.context, waiting.id, never);
    await idle.post(`/v1/runs/${waiting.id}/cancel`);
    const second = await expectIdentical(idle, waiting.id);
    expect(second.runs[0]).toMatchObject({ toolCalls: 1, stopped: { stopReason: 'cancelled' } });
  });

  test('a run that was cancelled before it began', async () => {
    const { id } = await create('not begun', turns());
    await idle.post(`/v1/runs/${id}/cancel`);
    const report = await expectIdentical(idle, id);
    expect(report.runs[0]).toMatchObject({ messages: 0, stopped: { stopReason: 'cancelled' } });
  });
});

describe('after a worker died, the same comes of', () => {
  test('a run that waited for the model', async () => {
    const stop = new AbortController();
    const { id } = await create(
      'dies asking',
      (asked) => {
        if (!systemText(asked).includes('the checker') || stop.signal.aborted) return LEAD(asked);
        die(stop);
        return new Promise<Answer>(() => {});
      },
      { files: TEAM_BUNDLE, agent: 'lead.yaml' },
    );
    await runTwice(id, stop);
    await expectIdentical(idle, id);
  });

  test('a call that nobody knows the effect of', async () => {
    const stop = new AbortController();
    const call = { name: 'mcp__notes__note', args: { text: 'unknown' } };
    writeFileSync(join(directory, 'hold-unknown'), '');
    const watcher = watch(directory, () => {
      if (!executions().includes('note unknown')) return;
      watcher.close();
      die(stop);
    });
    const files = noteBundle(directory);
    const { id } = await create('dies in a tool', turns({ calls: [call] }), { files, agent: 'agent.yaml' });
    await runTwice(id, stop);
    rmSync(join(directory, 'hold-unknown'));
    const { runs } = await trajectoryOf(idle.url, id);
    expect(JSON.stringify(runs)).toContain('unknown_outcome');
    const before = { asked: model.asked.length, executions: executions() };
    await expectIdentical(idle, id);
    expect({ asked: model.asked.length, executions: executions() }).toEqual(before);
  });

  test.each([undefined, 2, 4, 6, 8])('conversations that were compacted (death at step %s)', async (step) => {
    const stop = new AbortController();
    reading = (asked) => {
      const isThere = JSON.stringify(asked.messages).includes(`STEP ${step} `);
      if (!isThere || stop.signal.aborted) return readerPolicy(asked, 0);
      die(stop);
      return new Promise<Answer>(() => {});
    };
    const files = readerBundle(directory);
    const { id } = await createRun(idle, { files, agent: 'agent.yaml', input: 'Look.' });
    if (step === undefined) await executeRun(idle.context, id, never);
    else await runTwice(id, stop);
    reading = undefined;
    expect(await finished(idle.url, id)).toMatchObject({ response: 'Looked 9 times.' });
    const { runs } = await trajectoryOf(idle.url, id);
    expect(runs[0]?.earlierLeaves?.length).toBeGreaterThan(0);
    await expectIdentical(idle, id);
  });
});
