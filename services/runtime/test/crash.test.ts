/**
 * The service is killed (SIGKILL) while runs stand at chosen points, and started again: each run must end as if nothing
 * had happened, with the same messages, no model answer asked for twice, no side effect twice.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BundleFile, Run, Trajectory } from '@nex/core';
import { createTestDatabase } from '@nex/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noteBundle } from './support/bundles.ts';
import { finished, trajectoryOf } from './support/follow.ts';
import { type Answer, type Asked, type ModelServer, startModelServer } from './support/model-server.ts';
import { isSummary, readerBundle, readerPolicy } from './support/reader-agent.ts';
import { conversations, SCRIBE_ANSWERS, SCRIBE_EXECUTIONS, scribeAnswer } from './support/scribe.ts';
import { startServiceProcess } from './support/service-process.ts';
import { environmentOf } from './support/test-runtime.ts';

/** Its looks hold the name, so that a request for a summary of them does, too. */
async function readerAnswer(asked: Asked, name: string): Promise<Answer> {
  const answer = await readerPolicy(asked, 0);
  if (!('calls' in answer)) return answer;
  const calls = answer.calls.map((call) => ({
    ...call,
    args: { text: `${name}: ${(call.args as { text: string }).text}` },
  }));
  return { ...answer, calls };
}

interface Point {
  name: string;
  /** Waits at that model request (0 is the first), or in the tool that is given that text. Absent: not at all. */
  hold?: { request: number } | { tool: string };
  /** Executions of tools, in order, over both lives. */
  executions: string[];
  /** Model requests over both lives. */
  requests: number;
  /** The result of the first tool differs from the uninterrupted run: nobody knows what the call did. */
  unknownOutcome?: boolean;
}

const ALL = SCRIBE_EXECUTIONS;
const PLAIN: Point = { name: 'not at all', executions: ALL, requests: SCRIBE_ANSWERS };
const POINTS: Point[] = [
  { name: 'before the first answer', hold: { request: 0 }, executions: ALL, requests: 7 },
  {
    name: 'in a tool with side effects',
    hold: { tool: 'one' },
    executions: ALL,
    requests: 6,
    unknownOutcome: true,
  },
  { name: 'after the result of a tool', hold: { request: 1 }, executions: ALL, requests: 7 },
  {
    name: 'in a repeatable tool',
    hold: { tool: 'two' },
    executions: ['note one', 'look two', 'look two', 'look below'],
    requests: 6,
  },
  { name: 'while the run below waits for the model', hold: { request: 3 }, executions: ALL, requests: 7 },
  {
    name: 'while the run below is in a tool',
    hold: { tool: 'below' },
    executions: [...ALL, 'look below'],
    requests: 6,
  },
  { name: 'after the run below ended', hold: { request: 5 }, executions: ALL, requests: 7 },
];

/** What is known of a point's run after both lives. */
interface Life {
  run: Run;
  trajectory: Trajectory;
  executions: string[];
  requests: number;
}

/** A conversation that outgrows its context: compacted in peace, and killed while the model sums it up. */
const COMPACTED = 'compacted in peace';
const IN_SUMMARY = 'during its summary';
const READERS = [COMPACTED, IN_SUMMARY];

const lives = new Map<string, Life>();
let exitCode: number | null;
const directory = mkdtempSync(join(tmpdir(), 'nex-crash-'));

beforeAll(async () => {
  await using database = await createTestDatabase({ services: ['runtime'] });
  const requests = new Map<string, number>();
  const held = [...POINTS.map(({ name }) => name), IN_SUMMARY];
  const reached = new Map(held.map((name) => [name, Promise.withResolvers<void>()]));
  let killed = false;
  await using model: ModelServer = await startModelServer((asked) => {
    const said = JSON.stringify(asked.messages);
    const reader = READERS.find((one) => said.includes(one));
    if (reader !== undefined) {
      requests.set(reader, (requests.get(reader) ?? 0) + 1);
      if (killed || reader !== IN_SUMMARY || !isSummary(asked)) return readerAnswer(asked, reader);
      reached.get(reader)?.resolve();
      return new Promise<Answer>(() => {});
    }
    const name = String(asked.messages.find((message) => message.role === 'user')?.content);
    const point = [PLAIN, ...POINTS].find((one) => one.name === name);
    const index = requests.get(name) ?? 0;
    requests.set(name, index + 1);
    if (!killed && point?.hold && 'request' in point.hold && point.hold.request === index) {
      reached.get(name)?.resolve();
      return new Promise<Answer>(() => {});
    }
    return scribeAnswer(asked, name);
  });
  // What is on record at each point must not depend on the pace of the machine.
  const exact = { DEFER_RESULTS_MS: '0' };
  const environment = environmentOf(
    { modelUrl: model.url, concurrency: 16, environment: exact },
    database.url,
    join(directory, 'data'),
  );

  await using first = await startServiceProcess(environment);
  const ids = new Map<string, string>();
  const create = async (name: string, files: BundleFile[]) => {
    const created = await fetch(`${first.url}/v1/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ files, agent: 'agent.yaml', input: name, seed: 5 }),
    });
    ids.set(name, ((await created.json()) as Run).id);
  };
  for (const point of [PLAIN, ...POINTS]) {
    const { name, hold } = point;
    mkdirSync(placeOf(point));
    if (hold && 'tool' in hold) holdTool(placeOf(point), hold.tool, () => reached.get(name)?.resolve());
    await create(name, noteBundle(placeOf(point)));
  }
  for (const name of READERS) {
    mkdirSync(placeOf({ name }));
    await create(name, readerBundle(placeOf({ name })));
  }
  for (const name of [PLAIN.name, COMPACTED]) await finished(first.url, ids.get(name) ?? '');
  await Promise.all([...reached.values()].map((point) => point.promise));
  await first.kill();
  killed = true;
  for (const point of POINTS) {
    if (point.hold && 'tool' in point.hold) rmSync(join(placeOf(point), `hold-${point.hold.tool}`));
  }

  await using second = await startServiceProcess(environment);
  for (const [name, id] of ids) {
    lives.set(name, {
      run: await finished(second.url, id),
      trajectory: await trajectoryOf(second.url, id),
      executions: readFileSync(join(placeOf({ name }), 'executions'), 'utf8')
        .trim()
        .split('\n'),
      requests: requests.get(name) ?? 0,
    });
  }
  exitCode = await second.stop();
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('asked to end, the service exits with 0', () => {
  expect(exitCode).toBe(0);
});

describe('killed', () => {
  test('not at all, the run takes its plain way', () => {
    expect(lives.get(PLAIN.name)).toMatchObject({ executions: PLAIN.executions, requests: PLAIN.requests });
  });

  test.each(POINTS)('$name, the run ends as if nothing had happened', (point) => {
    const life = lifeOf(point);
    expect(life.run).toMatchObject({ state: 'completed', response: 'All done.', attempt: 2 });
    expect(life.executions).toEqual(point.executions);
    expect(life.requests).toBe(point.requests);
    // Every answer that the server gave is in the log once: none was paid for and lost.
    expect(life.run.usage.modelCalls).toBe(SCRIBE_ANSWERS);
    const seen = conversations(life.trajectory, point.name);
    const plain = conversations(lifeOf(PLAIN).trajectory, PLAIN.name);
    if (point.unknownOutcome) {
      const result = seen[0]?.splice(3, 1)[0]?.content[0];
      expect(result).toMatchObject({ type: 'tool_result', isError: true, errorKind: 'unknown_outcome' });
      plain[0]?.splice(3, 1);
    }
    expect(seen).toEqual(plain);
  });
});

test('killed while it is compacted, a conversation goes on as if nothing had happened', () => {
  const plain = lifeOf({ name: COMPACTED });
  const life = lifeOf({ name: IN_SUMMARY });
  expect(plain.trajectory.runs[0]?.earlierLeaves?.length).toBeGreaterThan(0);
  expect(life.run).toMatchObject({ state: 'completed', response: plain.run.response, attempt: 2 });
  expect(life.executions.map((line) => line.replace(IN_SUMMARY, COMPACTED))).toEqual(plain.executions);
  // Only the summary that was under way is asked for again.
  expect(life.requests).toBe(plain.requests + 1);
  expect(life.run.usage.modelCalls).toBe(plain.run.usage.modelCalls);
  const [one] = conversations(life.trajectory, IN_SUMMARY);
  expect(one).toEqual(conversations(plain.trajectory, COMPACTED)[0]);
});

function lifeOf({ name }: { name: string }): Life {
  const life = lives.get(name);
  if (!life) throw new Error(`The run of "${name}" did not end.`);
  return life;
}

function placeOf({ name }: { name: string }): string {
  return join(directory, name.replaceAll(' ', '-'));
}

/** The tool waits when it is given that text; tells when it does. */
function holdTool(directory: string, text: string, reached: () => void): void {
  const file = join(directory, 'executions');
  writeFileSync(file, '');
  writeFileSync(join(directory, `hold-${text}`), '');
  const watcher = watch(directory, () => {
    if (!readFileSync(file, 'utf8').includes(`${text}\n`)) return;
    watcher.close();
    reached();
  });
}
