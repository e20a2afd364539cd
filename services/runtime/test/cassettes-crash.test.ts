/** A worker is killed while tools are recorded: what is on the cassette afterwards is what the run was told. */
import { mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Run } from '@nex/core';
import { createTestDatabase } from '@nex/testkit';
import { expect, test } from 'vitest';
import { noteBundle } from './support/bundles.ts';
import { finished, trajectoryOf } from './support/follow.ts';
import { startModelServer } from './support/model-server.ts';
import { conversations, SCRIBE_EXECUTIONS, scribeAnswer } from './support/scribe.ts';
import { startServiceProcess } from './support/service-process.ts';
import { environmentOf } from './support/test-runtime.ts';

const INPUT = 'Write it down.';

test.each([
  ['two', 2],
  ['below', 3],
])('killed in a tool that is given "%s", the run is repeated without tools', async (text, before) => {
  const directory = mkdtempSync(join(tmpdir(), 'nex-cassette-crash-'));
  using _ = { [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) };
  await using database = await createTestDatabase({ services: ['runtime'] });
  await using model = await startModelServer((asked) => scribeAnswer(asked, INPUT));
  const environment = environmentOf({ modelUrl: model.url }, database.url, join(directory, 'data'));
  const log = join(directory, 'executions');
  const executions = () => readFileSync(log, 'utf8').trim().split('\n');
  const create = async (url: string, mode: string): Promise<string> => {
    const tools = { cassette: { name: 'scribe', mode } };
    const body = { files: noteBundle(directory), agent: 'agent.yaml', input: INPUT, tools };
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/v1/runs`, { method: 'POST', headers, body: JSON.stringify(body) });
    return ((await answer.json()) as Run).id;
  };
  writeFileSync(log, '');
  writeFileSync(join(directory, `hold-${text}`), '');
  await using first = await startServiceProcess(environment);
  const reached = new Promise<void>((resolve) => {
    const watcher = watch(directory, () => {
      if (executions().length < before) return;
      watcher.close();
      resolve();
    });
  });
  const id = await create(first.url, 'record');
  await reached;
  await first.kill();
  rmSync(join(directory, `hold-${text}`));

  await using second = await startServiceProcess(environment);
  expect(await finished(second.url, id)).toMatchObject({ state: 'completed', attempt: 2 });
  expect(executions()).toHaveLength(SCRIBE_EXECUTIONS.length + 1);
  const played = await create(second.url, 'strict');
  expect(await finished(second.url, played)).toMatchObject({ state: 'completed', cassette: { missing: 0 } });
  expect(executions()).toHaveLength(SCRIBE_EXECUTIONS.length + 1);
  const [recorded, repeated] = [await trajectoryOf(second.url, id), await trajectoryOf(second.url, played)];
  expect(conversations(repeated, INPUT)).toEqual(conversations(recorded, INPUT));
});
