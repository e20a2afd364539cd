/** Messages to a run that is at work. */
import type { Run } from '@nex/core';
import { sql } from '@nex/postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { executeRun } from '../src/runs/execute-run.ts';
import type { Context } from '../src/service.ts';
import { CALC_BUNDLE, TEAM_BUNDLE } from './support/bundles.ts';
import { finished, followAll, trajectoryOf } from './support/follow.ts';
import {
  type Answer,
  type Asked,
  answersIn,
  type ModelServer,
  startModelServer,
  systemText,
} from './support/model-server.ts';
import { byInput, createRun, type Script } from './support/runs.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let model: ModelServer;
let idle: TestRuntime;
const scripts = new Map<string, Script>();
const never = new AbortController().signal;

beforeAll(async () => {
  model = await startModelServer(byInput(scripts));
  idle = await startTestRuntime({ modelUrl: model.url, concurrency: 0 });
});

afterAll(async () => {
  await idle?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
});

const CALCULATE: Answer = { calls: [{ name: 'calc__math', args: { action: 'eval', expression: '2+3' } }] };

function create(input: string, script: Script): Promise<Run> {
  scripts.set(input, script);
  return createRun(idle, { files: CALC_BUNDLE, input });
}

async function say(id: string, input: unknown): Promise<Response> {
  return idle.post(`/v1/runs/${id}/messages`, { input });
}

/** The roles and texts of a request, without the system prompt. */
function said({ messages }: Asked): string[] {
  return messages
    .slice(1)
    .map(
      ({ role, content }) =>
        `${role}: ${role === 'tool' ? '' : typeof content === 'string' ? content : 'call'}`,
    );
}

const requestsOf = (input: string) => model.asked.filter((one) => JSON.stringify(one).includes(`"${input}"`));

test('what comes during a turn is seen by the next model call, in order, after the results', async () => {
  const { id } = await create('during', async (asked) => {
    if (answersIn(asked) > 0) return { text: 'All seen.' };
    expect((await say(id, 'one')).status).toBe(202);
    expect((await say(id, [{ type: 'text', text: 'two' }])).status).toBe(202);
    return CALCULATE;
  });
  await executeRun(idle.context, id, never);
  expect(await finished(idle.url, id)).toMatchObject({ state: 'completed', response: 'All seen.' });
  expect(requestsOf('during').map(said)).toEqual([
    ['user: during'],
    ['user: during', 'assistant: call', 'tool: ', 'user: one', 'user: two'],
  ]);
  const events = await followAll(idle.url, id);
  const told = events.filter(({ event }) => event.type === 'USER_MESSAGE');
  expect(told.map(({ event }) => event.data.content)).toEqual([
    [{ type: 'text', text: 'one' }],
    [{ type: 'text', text: 'two' }],
  ]);
});

test('what comes with the final answer makes the run go on', async () => {
  const { id } = await create('final', async (asked) => {
    if (answersIn(asked) > 0) return { text: 'Second end.' };
    await say(id, 'One more thing.');
    return { text: 'First end.' };
  });
  await executeRun(idle.context, id, never);
  expect(await finished(idle.url, id)).toMatchObject({ response: 'Second end.' });
  const [root] = (await trajectoryOf(idle.url, id)).runs;
  expect(root?.messages.map((one) => one.role)).toEqual(['system', 'user', 'assistant', 'user', 'assistant']);
  const ends = (await followAll(idle.url, id)).filter(({ event }) => event.type === 'RUN_FINISHED');
  expect(ends).toHaveLength(1);
});

/** The context with something done just before the first entry of that kind is written. */
function before(kind: 'settled' | 'taken', act: () => Promise<unknown>): Context {
  let done = false;
  const { writer } = idle.context;
  return {
    ...idle.context,
    writer: {
      async append(claim, runId, entry) {
        if (entry[kind] && !done) {
          done = true;
          await act();
        }
        return writer.append(claim, runId, entry);
      },
    },
  };
}

test('what comes after the answer is on record and before the end is, too', async () => {
  const { id } = await create('last moment', (asked) => ({ text: `End ${answersIn(asked)}.` }));
  await executeRun(
    before('settled', () => say(id, 'Wait!')),
    id,
    never,
  );
  expect(await finished(idle.url, id)).toMatchObject({ response: 'End 1.', attempt: 1 });
  expect(requestsOf('last moment').map(said).at(-1)).toEqual([
    'user: last moment',
    'assistant: End 0.',
    'user: Wait!',
  ]);
});

test('a worker that dies before or after it took a message leaves it to the next, who takes it once', async () => {
  for (const moment of ['before', 'after'] as const) {
    const input = `dies ${moment}`;
    const stop = new AbortController();
    const { id } = await create(input, async (asked) => {
      if (answersIn(asked) === 0) {
        await say(id, 'Hear me.');
        return CALCULATE;
      }
      if (moment === 'after' && !stop.signal.aborted) {
        stop.abort(new Error('The worker dies.'));
        return new Promise<Answer>(() => {});
      }
      return { text: 'Heard.' };
    });
    const dying =
      moment === 'after'
        ? idle.context
        : before('taken', async () => {
            stop.abort(new Error('The worker dies.'));
            throw new Error('The worker dies.');
          });
    await expect(executeRun(dying, id, stop.signal)).rejects.toThrow('dies');
    await executeRun(idle.context, id, never);
    expect(await finished(idle.url, id)).toMatchObject({ response: 'Heard.', attempt: 2 });
    expect(said(requestsOf(input).at(-1) ?? { messages: [], model: '' })).toEqual([
      `user: ${input}`,
      'assistant: call',
      'tool: ',
      'user: Hear me.',
    ]);
    const { rows } = await idle.context.pool.query<{ n: number }>(
      sql`select count(*)::int as n from runtime.messages where run_id = ${id} and message->>'role' = 'user'`,
    );
    expect(rows[0]?.n).toBe(2);
  }
});

test('a run that waits for a worker hears it after its input', async () => {
  const { id } = await create('queued', () => ({ text: 'Yes.' }));
  await say(id, 'And this.');
  await executeRun(idle.context, id, never);
  expect(requestsOf('queued').map(said)).toEqual([['user: queued', 'user: And this.']]);
});

test('a run below another has an inbox of its own', async () => {
  scripts.set('team', async (asked) => {
    if (systemText(asked).includes('the lead')) {
      if (answersIn(asked) > 0) return { text: 'Done.' };
      return { calls: [{ name: 'Agent', args: { sub_agent_name: 'researcher', message: 'team' } }] };
    }
    if (answersIn(asked) > 0) return { text: 'Researched more.' };
    const { rows } = await idle.context.pool.query<{ id: string }>(
      sql`select id from runtime.runs where root_run_id = ${id} and depth = 1`,
    );
    expect((await say(rows[0]?.id ?? '', 'Look closer.')).status).toBe(202);
    return { text: 'Researched.' };
  });
  const { id } = await createRun(idle, { files: TEAM_BUNDLE, agent: 'lead.yaml', input: 'team' });
  await executeRun(idle.context, id, never);
  const { runs } = await trajectoryOf(idle.url, id);
  expect(runs.map((run) => run.response)).toEqual(['Done.', 'Researched more.']);
});

test('a run that has ended takes none', async () => {
  const { id } = await create('ended', () => ({ text: 'Done.' }));
  await executeRun(idle.context, id, never);
  const late = await say(id, 'Hello?');
  expect(late.status).toBe(409);
  expect(await late.json()).toMatchObject({
    code: 'conflict',
    hint: expect.stringContaining('continuesRunId'),
  });
  expect((await say('run_none', 'x')).status).toBe(404);
  expect((await say(id, '')).status).toBe(400);
});
