/**
 * The store fails once, at every statement of a run in turn: before the statement took effect, and after it did and only
 * the answer was lost. Executed again, each run must end with the messages of a run without faults.
 */
import { type BundleFile, type Message, NexError, type Run } from '@nex/core';
import type { Pool, Sql } from '@nex/postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { executeRun } from '../src/runs/execute-run.ts';
import type { Context } from '../src/service.ts';
import { createLogWriter } from '../src/store/log-writer.ts';
import { TEAM_BUNDLE } from './support/bundles.ts';
import { READ_TOOL, WRITE_TOOL } from './support/file-agents.ts';
import { followAll, trajectoryOf } from './support/follow.ts';
import {
  type Answer,
  answersIn,
  lastResult,
  type ModelServer,
  startModelServer,
  systemText,
} from './support/model-server.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let model: ModelServer;
let runtime: TestRuntime;
const never = new AbortController().signal;

/** Times that the model was asked, by the input of the root run, which each agent hands on. */
const requests = new Map<string, number>();

/** lead → researcher → checker, who calculates. */
beforeAll(async () => {
  model = await startModelServer((asked) => {
    const system = systemText(asked);
    const said = String(asked.messages.find((message) => message.role === 'user')?.content);
    requests.set(said, (requests.get(said) ?? 0) + 1);
    if (system.includes('the editor')) return EDITS[answersIn(asked)] ?? { text: lastResult(asked) };
    if (answersIn(asked) > 0) return { text: `Result: ${lastResult(asked)}` };
    if (system.includes('the checker')) {
      return { calls: [{ name: 'calc__math', args: { action: 'eval', expression: '6*7' } }] };
    }
    const below = system.includes('the lead') ? 'researcher' : 'checker';
    return { calls: [{ name: 'Agent', args: { sub_agent_name: below, message: said } }] };
  });
  // Each result is a statement of its own, so that the same run has the same number of them each time.
  runtime = await startTestRuntime({
    modelUrl: model.url,
    concurrency: 0,
    environment: { DEFER_RESULTS_MS: '0' },
  });
});

afterAll(async () => {
  await runtime?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
});

type Moment = 'before' | 'after';

/** Writes a file, changes it by a call that may not be repeated, and reads it. */
const EDITOR_BUNDLE: BundleFile[] = [
  {
    path: 'agent.yaml',
    content: `type: agent
name: editor
system_prompt: You are the editor.
llm_config: {}
tools: [{ yaml_path: tools/write.yaml }, { yaml_path: tools/read.yaml }, { yaml_path: tools/replace.yaml }]
`,
  },
  WRITE_TOOL,
  READ_TOOL,
  {
    path: 'tools/replace.yaml',
    content: `type: tool
name: replace
description: Replaces a text in a file.
binding: builtin:replace
input_schema:
  type: object
  properties: { file_path: { type: string }, old_string: { type: string }, new_string: { type: string } }
  required: [file_path, old_string, new_string]
`,
  },
];
const EDITS: Answer[] = [
  { calls: [{ name: 'write_file', args: { file_path: 'log.txt', content: 'END' } }] },
  { calls: [{ name: 'replace', args: { file_path: 'log.txt', old_string: 'END', new_string: 'once END' } }] },
  { calls: [{ name: 'read_file', args: { file_path: 'log.txt' } }] },
];

/** The context with a pool that fails at its n-th statement; `count` says how many there were. */
function failingAt(n: number, moment: Moment): { context: Context; count: () => number } {
  let count = 0;
  const { pool } = runtime.context;
  const broken = () => new NexError('unavailable', 'The database cannot be reached.');
  const query: Pool['query'] = async (statement: Sql) => {
    count += 1;
    const fails = count === n;
    if (fails && moment === 'before') throw broken();
    const result = await pool.query(statement);
    if (fails) throw broken();
    // The rows are what the caller's type says: it is the same statement.
    return result as never;
  };
  const failing = { ...pool, query };
  const writer = createLogWriter(failing);
  return { context: { ...runtime.context, pool: failing, writer, agents: new Map() }, count: () => count };
}

async function life(n: number, moment: Moment, files = TEAM_BUNDLE, agent = 'lead.yaml') {
  const input = `${agent}-${moment}-${n}`;
  const created = await runtime.post('/v1/runs', { files, agent, input });
  const { id } = (await created.json()) as Run;
  const failing = failingAt(n, moment);
  const failed = await executeRun(failing.context, id, never).then(
    () => false,
    (thrown: unknown) => {
      expect(thrown).toMatchObject({ code: 'unavailable' });
      return true;
    },
  );
  if (failed) await executeRun(runtime.context, id, never);
  const trajectory = await trajectoryOf(runtime.url, id);
  const events = await followAll(runtime.url, id);
  return {
    failed,
    requests: requests.get(input),
    statements: failing.count(),
    states: trajectory.runs.map((run) => [run.agent, run.state, run.stopReason]),
    messages: trajectory.runs.map((run) => plainText(run.messages).replaceAll(input, 'Go')),
    calls: trajectory.usage.modelCalls,
    events: events.map(({ event }) => event.type),
  };
}

/** Without the ids of runs, which are new each time. */
function plainText(messages: readonly Message[]): string {
  return JSON.stringify(messages).replaceAll(/run_[0-9a-z]{26}/g, 'run');
}

test('whichever statement fails, the run ends the same', async () => {
  // The first run of an agent stores more than the next ones.
  await life(0, 'after');
  const plain = await life(0, 'before');
  expect(plain).toMatchObject({ failed: false, requests: 6, calls: 6 });
  expect(plain.states.map(([, state]) => state)).toEqual(['completed', 'completed', 'completed']);
  expect(plain.statements).toBeGreaterThan(15);
  const { failed: _failed, requests: _requests, statements: _statements, ...expected } = plain;
  for (let n = 1; n <= plain.statements; n += 1) {
    await Promise.all(
      (['before', 'after'] as const).map(async (moment) => {
        const { failed, requests: asked, statements, ...rest } = await life(n, moment);
        const where = `statement ${n} of ${plain.statements}, ${moment}`;
        expect(rest, where).toEqual(expected);
        expect(failed, where).toBe(true);
        expect(statements, `${where}: nothing goes on after the fault`).toBe(n);
        // An answer that could not be written is asked for again; one that was written never is.
        expect(asked, where).toBeLessThanOrEqual(moment === 'before' ? 7 : 6);
      }),
    );
  }
});

test('whichever statement fails, a side effect happens once, or the agent is told that nobody knows', async () => {
  const edit = async (n: number, moment: Moment) => {
    const one = await life(n, moment, EDITOR_BUNDLE, 'agent.yaml');
    // A file that is written again is not a new one: the tool says so.
    const messages = one.messages.map((text) =>
      text.replaceAll(/Successfully [^"]*log\.txt[^"]*/g, 'Written.'),
    );
    return { ...one, messages };
  };
  await edit(0, 'after');
  const plain = await edit(0, 'before');
  expect(plain.messages[0]).toContain('once END');
  const told: string[] = [];
  for (let n = 1; n <= plain.statements; n += 1) {
    for (const moment of ['before', 'after'] as const) {
      const one = await edit(n, moment);
      const where = `statement ${n} of ${plain.statements}, ${moment}`;
      const [messages = ''] = one.messages;
      expect(one, where).toMatchObject({ failed: true, states: plain.states, calls: plain.calls });
      expect(messages, where).not.toContain('once once');
      if (messages.includes('unknown_outcome')) told.push(where);
      else expect(messages, where).toBe(plain.messages[0]);
    }
  }
  // Between the mark that the call began and its result: the fault was at one of the two.
  expect(told.length).toBeGreaterThan(0);
  expect(told.length).toBeLessThanOrEqual(3);
});
