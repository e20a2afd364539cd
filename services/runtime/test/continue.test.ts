/** Runs that go on with a conversation; what a run is given beside text, and an answer that must have a form. */
import { type Run, textOf } from '@nex/core';
import { sql } from '@nex/postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CALC_BUNDLE, TEAM_BUNDLE } from './support/bundles.ts';
import { finished, trajectoryOf } from './support/follow.ts';
import {
  type Answer,
  answersIn,
  type ModelServer,
  startModelServer,
  systemText,
} from './support/model-server.ts';
import { byInput, createRun, type Script } from './support/runs.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let model: ModelServer;
let runtime: TestRuntime;
const scripts = new Map<string, Script>();

beforeAll(async () => {
  model = await startModelServer(byInput(scripts));
  runtime = await startTestRuntime({ modelUrl: model.url });
});

afterAll(async () => {
  await runtime?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
});

async function ended(body: { input: unknown; [key: string]: unknown }): Promise<Run> {
  return finished(runtime.url, (await createRun(runtime, body)).id);
}

const messagesOf = async (id: string) => (await trajectoryOf(runtime.url, id)).runs[0]?.messages.map(textOf);

describe('a run that goes on with another', () => {
  test('shares its messages and copies none', async () => {
    scripts.set('first', (asked) => ({ text: `Answer ${answersIn(asked)}.` }));
    const first = await ended({ files: CALC_BUNDLE, input: 'first' });
    const second = await ended({ continuesRunId: first.id, input: 'second' });
    const third = await ended({ continuesRunId: second.id, input: 'third' });
    expect(third).toMatchObject({ state: 'completed', response: 'Answer 2.', agent: 'calculator' });
    expect(third.rootRunId).toBe(third.id);
    const whole = ['You calculate.', 'first', 'Answer 0.', 'second', 'Answer 1.', 'third', 'Answer 2.'];
    expect(await messagesOf(third.id)).toEqual(whole);
    expect(await messagesOf(second.id)).toEqual(whole.slice(0, 5));
    expect(model.asked.at(-1)?.messages.map((one) => one.content)).toEqual(whole.slice(0, 6));
    const { rows } = await runtime.context.pool.query<{ n: number }>(sql`select count(*)::int as n
      from runtime.messages where run_id in (${first.id}, ${second.id}, ${third.id})`);
    expect(rows[0]?.n).toBe(7);
  });

  test('may be two: each has its own end', async () => {
    scripts.set('fork', (asked) => ({ text: `To ${String(asked.messages.at(-1)?.content)}.` }));
    const first = await ended({ files: CALC_BUNDLE, input: 'fork' });
    const [left, right] = await Promise.all(
      ['left', 'right'].map((input) => ended({ continuesRunId: first.id, input })),
    );
    expect((await messagesOf(left?.id ?? ''))?.slice(3)).toEqual(['left', 'To left.']);
    expect((await messagesOf(right?.id ?? ''))?.slice(3)).toEqual(['right', 'To right.']);
  });

  test('goes on with the agents below under their ids', async () => {
    scripts.set('team', (asked) => {
      const turn = answersIn(asked);
      if (systemText(asked).includes('the researcher')) return { text: `Found ${turn}.` };
      const id = /\[sub_agent_id: (run_\w+)\]/.exec(JSON.stringify(asked.messages))?.[1];
      const more = id === undefined ? {} : { sub_agent_id: id };
      if (turn % 2 === 1) return { text: 'Said.' };
      return { calls: [{ name: 'Agent', args: { sub_agent_name: 'researcher', message: 'team', ...more } }] };
    });
    const first = await ended({ files: TEAM_BUNDLE, agent: 'lead.yaml', input: 'team' });
    const second = await ended({ continuesRunId: first.id, input: 'again' });
    const { runs } = await trajectoryOf(runtime.url, second.id);
    expect(runs.map((run) => run.response)).toEqual(['Said.', 'Found 1.']);
    expect(runs[1]?.messages.map(textOf)).toEqual([
      'You are the researcher.',
      'team',
      'Found 0.',
      'team',
      'Found 1.',
    ]);
    // Of a tree that this one does not go on with, it is no conversation.
    const id = (await trajectoryOf(runtime.url, first.id)).runs[1]?.runId ?? '';
    scripts.set('stranger', (asked) =>
      answersIn(asked) === 0
        ? {
            calls: [
              { name: 'Agent', args: { sub_agent_name: 'researcher', message: 'team', sub_agent_id: id } },
            ],
          }
        : { text: 'Said.' },
    );
    const other = await ended({ files: TEAM_BUNDLE, agent: 'lead.yaml', input: 'stranger' });
    expect(other.state).toBe('completed');
    expect(JSON.stringify((await trajectoryOf(runtime.url, other.id)).runs[0]?.messages)).toContain(
      'There is no finished conversation',
    );
  });

  test.each(['running', 'failed', 'of another'] as const)(
    'must not go on with one that is %s',
    async (kind) => {
      const held = Promise.withResolvers<Answer>();
      scripts.set(kind, () => (kind === 'failed' ? { status: 401 } : held.promise));
      const { id } = await createRun(runtime, { files: CALC_BUNDLE, input: kind });
      if (kind === 'failed') await finished(runtime.url, id);
      const answer = await runtime.post('/v1/runs', {
        continuesRunId: kind === 'of another' ? 'run_none' : id,
        input: 'more',
      });
      expect(answer.status).toBe(kind === 'of another' ? 404 : 409);
      held.resolve({ text: 'Done.' });
      await finished(runtime.url, id);
    },
  );
});

test('an image reaches the model, and stays in the conversation', async () => {
  const image = { type: 'image', url: 'data:image/png;base64,iVBORw0KGgo=' };
  scripts.set('look', () => ({ text: 'A dot.' }));
  const content = [{ type: 'text', text: 'look' }, image];
  const created = await runtime.post('/v1/runs', { files: CALC_BUNDLE, input: content });
  expect(created.status, await created.clone().text()).toBe(202);
  const run = await finished(runtime.url, ((await created.json()) as Run).id);
  expect(run).toMatchObject({ state: 'completed', input: 'look', response: 'A dot.' });
  const asked = model.asked.at(-1)?.messages.at(-1)?.content;
  expect(asked).toMatchObject([
    { type: 'text', text: 'look' },
    { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
  ]);
  expect((await trajectoryOf(runtime.url, run.id)).runs[0]?.messages[1]?.content).toEqual(content);
});

describe('an output schema', () => {
  const outputSchema = { type: 'object', properties: { sum: { type: 'integer' } }, required: ['sum'] };

  test('gives the answer as a value, after what corrections it takes', async () => {
    const answers = ['no JSON', '{"sum":"five"}', '{"sum":5}'];
    scripts.set('form', (asked) => ({ text: answers[answersIn(asked)] ?? '' }));
    const run = await ended({ files: CALC_BUNDLE, input: 'form', outputSchema });
    expect(run).toMatchObject({ state: 'completed', output: { sum: 5 }, response: '{"sum":5}' });
    expect(run.usage.modelCalls).toBe(3);
    const corrections = model.asked
      .at(-1)
      ?.messages.filter((one) => one.role === 'user')
      .slice(1);
    expect(corrections?.map((one) => String(one.content))).toEqual([
      expect.stringMatching(/JSON/),
      expect.stringContaining('sum'),
    ]);
    const next = await ended({ continuesRunId: run.id, input: 'plain' });
    expect(next.output).toBeUndefined();
  });

  test('that is never met is the end of the run', async () => {
    scripts.set('formless', () => ({ text: 'no JSON' }));
    const run = await ended({ files: CALC_BUNDLE, input: 'formless', outputSchema });
    expect(run).toMatchObject({
      state: 'failed',
      stopReason: 'invalid_output',
      failure: { code: 'model_bad_output' },
    });
    expect(run.output).toBeUndefined();
  });

  test('of the agent file counts when the caller gives none', async () => {
    const files = CALC_BUNDLE.map(({ path, content }) => ({
      path,
      content: `${content}output_schema: { type: array, items: { type: string } }\n`,
    }));
    scripts.set('own form', () => ({ text: '["a"]' }));
    expect(await ended({ files, input: 'own form' })).toMatchObject({ output: ['a'] });
    scripts.set('other form', () => ({ text: '{"sum":1}' }));
    expect(await ended({ files, input: 'other form', outputSchema })).toMatchObject({ output: { sum: 1 } });
  });
});
