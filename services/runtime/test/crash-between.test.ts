/**
 * The service is killed (SIGKILL) between two things that belong together: an answer and its place in the log, the log
 * and the tool, the tool and its result. The next process ends the run as if nothing had happened; what nobody can know
 * is said to be unknown, and not done again.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message, Run, Trajectory } from '@nex/core';
import { createTestDatabase } from '@nex/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noteBundle } from './support/bundles.ts';
import { finished, trajectoryOf } from './support/follow.ts';
import { gateLog, type HeldWrite } from './support/log-gate.ts';
import { type ModelServer, startModelServer } from './support/model-server.ts';
import { conversations, SCRIBE_ANSWERS, SCRIBE_EXECUTIONS, scribeAnswer } from './support/scribe.ts';
import { startServiceProcess } from './support/service-process.ts';
import { environmentOf } from './support/test-runtime.ts';

interface Point {
  name: string;
  hold: HeldWrite;
  /** Executions of tools, in order, over both lives. Default: each once. */
  executions?: string[];
  /** Answers that the model may give over both lives. Default: each once. */
  answers?: number[];
  /** Place of the result that says that nobody knows what the call did. */
  unknownAt?: number;
}

const toolCalls = (when: string): HeldWrite => ({ table: 'tool_calls', when });
const POINTS: Point[] = [
  {
    name: 'the answer came, and is not in the log',
    hold: { table: 'model_steps', when: 'new.iteration = 1' },
    // It came to nobody but the process that died, and no tool has run for it.
    answers: [SCRIBE_ANSWERS + 1],
  },
  {
    name: 'the answer is in the log, and its tool has not begun',
    hold: toolCalls(`new.name = 'mcp__notes__note' and new.state = 'started'`),
  },
  {
    name: 'a tool with side effects is done, and its result not in the log',
    hold: toolCalls(`new.name = 'mcp__notes__note' and new.state = 'finished'`),
    unknownAt: 3,
  },
  {
    name: 'a repeatable tool is done, and its result not in the log',
    hold: toolCalls(`new.name = 'mcp__notes__look' and new.state = 'finished'`),
    executions: ['note one', 'look two', 'look two', 'look below'],
    // The result of a tool that was quick waits for the next answer, which is lost with it then.
    answers: [SCRIBE_ANSWERS, SCRIBE_ANSWERS + 1],
  },
  {
    name: 'the run below is at its end, and its result not in the log',
    hold: toolCalls(`new.name = 'Agent' and new.state = 'finished'`),
  },
];

interface Life {
  run: Run;
  trajectory: Trajectory;
  executions: string[];
  answers: number;
}

const directory = mkdtempSync(join(tmpdir(), 'nex-between-'));
const answers = new Map<string, number>();
let model: ModelServer;
let undisturbed: Life;

beforeAll(async () => {
  model = await startModelServer((asked) => {
    const input = String(asked.messages.find((message) => message.role === 'user')?.content);
    answers.set(input, (answers.get(input) ?? 0) + 1);
    return scribeAnswer(asked, input);
  });
  undisturbed = await live('nothing');
});
afterAll(async () => {
  await model?.[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

test('an undisturbed run takes its plain way', () => {
  expect(undisturbed).toMatchObject({ executions: SCRIBE_EXECUTIONS, answers: SCRIBE_ANSWERS });
  expect(undisturbed.run).toMatchObject({ state: 'completed', response: 'All done.', attempt: 1 });
});

test.concurrent.each(POINTS)('killed when $name', async (point) => {
  const life = await live(point.name, point.hold);
  expect(life.run).toMatchObject({ state: 'completed', response: 'All done.', attempt: 2 });
  expect(life.executions).toEqual(point.executions ?? SCRIBE_EXECUTIONS);
  expect(point.answers ?? [SCRIBE_ANSWERS]).toContain(life.answers);
  // Every answer that reached the log is in it once, and paid for once.
  expect(life.run.usage).toEqual(undisturbed.run.usage);
  const seen = conversations(life.trajectory, point.name);
  const plain = conversations(undisturbed.trajectory, 'nothing');
  if (point.unknownAt !== undefined) {
    const [result] = takeOut(seen, point.unknownAt)?.content ?? [];
    expect(result).toMatchObject({ type: 'tool_result', isError: true, errorKind: 'unknown_outcome' });
    takeOut(plain, point.unknownAt);
  }
  expect(seen).toEqual(plain);
});

test('asked to stop, the service waits for a call with side effects, and leaves the rest to the next', async () => {
  const input = 'asked to stop';
  const { place, environment, database, create } = await setUp(input, { DRAIN_STEPS_MS: '8000' });
  await using _ = database;
  writeFileSync(join(place, 'hold-one'), '');
  await using first = await startServiceProcess(environment);
  const id = await create(first.url);
  const noted = () => readFileSync(join(place, 'executions'), 'utf8');
  await expect.poll(noted, { timeout: 60_000 }).toContain('note one\n');
  const exited = first.stop();
  const isReady = () =>
    fetch(`${first.url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(isReady, { timeout: 60_000 }).toBe(false);
  rmSync(join(place, 'hold-one'));
  expect(await exited).toBe(0);
  await using second = await startServiceProcess(environment);
  const run = await finished(second.url, id);
  expect(run).toMatchObject({ state: 'completed', attempt: 2, usage: undisturbed.run.usage });
  expect(noted().trim().split('\n')).toEqual(SCRIBE_EXECUTIONS);
  expect(answers.get(input)).toBe(SCRIBE_ANSWERS);
  const seen = conversations(await trajectoryOf(second.url, id), input);
  expect(seen).toEqual(conversations(undisturbed.trajectory, 'nothing'));
});

function takeOut([root]: Message[][], at: number): Message | undefined {
  return root?.splice(at, 1)[0];
}

/** A folder and a database for one run. */
async function setUp(input: string, more: Record<string, string> = {}) {
  const place = join(directory, input.replaceAll(/[ ,]+/g, '-'));
  mkdirSync(place);
  writeFileSync(join(place, 'executions'), '');
  const database = await createTestDatabase({ services: ['runtime'] });
  const environment = environmentOf(
    { modelUrl: model.url, environment: more },
    database.url,
    join(place, 'data'),
  );
  const create = async (url: string): Promise<string> => {
    const created = await fetch(`${url}/v1/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ files: noteBundle(place), agent: 'agent.yaml', input, seed: 5 }),
    });
    return ((await created.json()) as Run).id;
  };
  return { place, database, environment, create };
}

/** A run on a database and in processes of its own; killed at the held write, when there is one. */
async function live(input: string, hold?: HeldWrite): Promise<Life> {
  const { place, environment, database, create } = await setUp(input);
  await using stack = new AsyncDisposableStack();
  stack.use(database);
  const gate = hold && stack.use(await gateLog(database.url, hold));
  let service = stack.use(await startServiceProcess(environment));
  const id = await create(service.url);
  if (gate) {
    await gate.reached();
    await service.kill();
    await gate.breakOff();
    service = stack.use(await startServiceProcess(environment));
  }
  return {
    run: await finished(service.url, id),
    trajectory: await trajectoryOf(service.url, id),
    executions: readFileSync(join(place, 'executions'), 'utf8').trim().split('\n'),
    answers: answers.get(input) ?? 0,
  };
}
