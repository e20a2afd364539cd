/** What a replay leaves alone, what it refuses, and that it names the place where a log was changed. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BundleFile, Run } from '@nex/core';
import { type Sql, sql } from '@nex/postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executeRun } from '../src/runs/execute-run.ts';
import { CALC_BUNDLE, noteBundle, TEAM_BUNDLE } from './support/bundles.ts';
import { turns } from './support/file-agents.ts';
import { finished, trajectoryOf } from './support/follow.ts';
import { type ModelServer, startModelServer } from './support/model-server.ts';
import { expectIdentical, LEAD, math, replay } from './support/replays.ts';
import { byInput, createRun, type Script } from './support/runs.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let model: ModelServer;
let idle: TestRuntime;
const scripts = new Map<string, Script>();
const directory = mkdtempSync(join(tmpdir(), 'nex-replay-'));

beforeAll(async () => {
  writeFileSync(join(directory, 'executions'), '');
  model = await startModelServer(byInput(scripts));
  idle = await startTestRuntime({ modelUrl: model.url, concurrency: 0 });
});

afterAll(async () => {
  await idle?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

interface Life {
  files?: BundleFile[];
  agent?: string;
}

function create(input: string, script: Script, life: Life = {}): Promise<Run> {
  scripts.set(input, script);
  return createRun(idle, { files: CALC_BUNDLE, input, ...life });
}

async function run(input: string, script: Script, life: Life = {}): Promise<Run> {
  const { id } = await create(input, script, life);
  await executeRun(idle.context, id, new AbortController().signal);
  return finished(idle.url, id);
}

const executions = () => readFileSync(join(directory, 'executions'), 'utf8');

describe('nothing', () => {
  test('is asked, called or written', async () => {
    const files = noteBundle(directory);
    const call = { name: 'mcp__notes__look', args: { text: 'once' } };
    const { id } = await run('no effect', turns({ calls: [call] }), { files, agent: 'agent.yaml' });
    const state = async () => {
      const { rows } = await idle.context.pool.query<{
        digest: string;
      }>(sql`select md5(string_agg(t, '')) as digest
        from (select r::text as t from runtime.runs r union all select m::text from runtime.messages m
          union all select e::text from runtime.events e union all select c::text from runtime.tool_calls c
          union all select f::text from runtime.run_trees f order by 1) all_rows`);
      return { rows, asked: model.asked.length, executions: executions() };
    };
    const before = await state();
    await expectIdentical(idle, id);
    expect(await state()).toEqual(before);
  });

  test('is replayed of runs that are not there, are below another or are at work', async () => {
    expect((await idle.post('/v1/runs/run_none/replay')).status).toBe(404);
    const { id } = await create('at work', turns());
    const early = await idle.post(`/v1/runs/${id}/replay`);
    expect(early.status).toBe(409);
    const parent = await run('not the root', LEAD, { files: TEAM_BUNDLE, agent: 'lead.yaml' });
    const child = (await trajectoryOf(idle.url, parent.id)).runs[1]?.runId;
    expect((await idle.post(`/v1/runs/${child}/replay`)).status).toBe(400);
  });
});

describe('a log that was changed: the replay names the place', () => {
  const message = (id: string, seq: number, path: string, value: string): Sql =>
    sql`update runtime.messages set message = jsonb_set(message, ${path}::text[], ${JSON.stringify(value)}::jsonb)
      where run_id = ${id} and seq = ${seq}`;
  const PLACES: [string, (id: string) => Sql, string, string][] = [
    [
      'the system prompt',
      (id) => message(id, 0, '{content,0,text}', 'You lie.'),
      'messages[0].content[0].text',
      'You lie.',
    ],
    ['the input', (id) => message(id, 1, '{content,0,text}', 'Else'), 'messages[1].content[0].text', 'Else'],
    ['an argument', (id) => message(id, 2, '{content,0,arguments,expression}', '9+9'), 'messages[2]', '9+9'],
    ['a result', (id) => message(id, 3, '{content,0,content,0,text}', '99'), 'messages[3]', '99'],
    ['the answer', (id) => message(id, 4, '{content,0,text}', 'No.'), 'messages[4]', 'No.'],
    [
      'a finish reason',
      (id) =>
        sql`update runtime.model_steps set finish_reason = 'length' where run_id = ${id} and iteration = 2`,
      'answers[2].finishReason',
      'length',
    ],
    [
      'what an answer cost',
      (id) =>
        sql`update runtime.model_steps set usage = usage || '{"inputTokens": 1}' where run_id = ${id} and iteration = 1`,
      'answers[1].usage.inputTokens',
      '1',
    ],
    [
      'the response',
      (id) => sql`update runtime.runs set response = 'Ha.' where id = ${id}`,
      'response',
      'Ha.',
    ],
    [
      'the stop reason',
      (id) => sql`update runtime.runs set stop_reason = 'stop_tool' where id = ${id}`,
      'stopReason',
      'stop_tool',
    ],
    [
      'the order',
      (id) => sql`update runtime.messages set predecessor = null where run_id = ${id} and seq = 3`,
      'messages[3].predecessor',
      'null',
    ],
    [
      'a message that is gone',
      (id) => sql`delete from runtime.messages where run_id = ${id} and seq = 4`,
      'messages[4]',
      'nothing',
    ],
    [
      'the limit of turns',
      (id) => sql`update runtime.runs set limits = limits || '{"maxIterations": 1}' where id = ${id}`,
      'messages[4]',
      'Done',
    ],
  ];

  test.each(PLACES)('%s', async (what, change, at, text) => {
    const { id } = await run(`changed: ${what}`, turns({ calls: [math('1+1')] }));
    await expectIdentical(idle, id);
    await idle.context.pool.query(change(id));
    const report = await replay(idle, id);
    expect(report.identical).toBe(false);
    expect(report.runs[0]).toMatchObject({ identical: false, difference: { at } });
    expect(JSON.stringify(report.runs[0]?.difference)).toContain(text);
  });

  test('a run below that was asked something else', async () => {
    const { id } = await run('changed below', LEAD, { files: TEAM_BUNDLE, agent: 'lead.yaml' });
    const { runs } = await trajectoryOf(idle.url, id);
    await idle.context.pool.query(
      sql`update runtime.runs set input = 'other' where id = ${runs.at(-1)?.runId ?? ''}`,
    );
    const report = await replay(idle, id);
    const [first, ...more] = report.runs.flatMap((one) => one.difference ?? []);
    expect(first?.at).toMatch(/^toolCalls\.call_.*\.message$/);
    expect(more.map((one) => one.at)).toEqual(['messages[1].content[0].text']);
  });
});
