/** The service is killed (SIGKILL) while a call of a run below waits for a person; the next process takes the answer. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@nex/testkit';
import { expect, test } from 'vitest';
import { WRITER_BUNDLE } from './support/file-agents.ts';
import { finished, followAll, trajectoryOf } from './support/follow.ts';
import { answersIn, lastResult, startModelServer, systemText } from './support/model-server.ts';
import { createRun, decide, untilAsked, untilState } from './support/runs.ts';
import { startServiceProcess } from './support/service-process.ts';
import { environmentOf } from './support/test-runtime.ts';

const caller = (url: string) => ({
  get: (path: string) => fetch(`${url}${path}`),
  post: (path: string, body?: unknown) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
});

test('killed while it waits, the run goes on with the answer as if nothing had happened', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'nex-permission-'));
  try {
    await using database = await createTestDatabase({ services: ['runtime'] });
    await using model = await startModelServer((asked) => {
      if (answersIn(asked) > 0) return { text: `Done: ${lastResult(asked)}` };
      if (!systemText(asked).includes('the clerk')) {
        return { calls: [{ name: 'Agent', args: { sub_agent_name: 'clerk', message: 'Go' } }] };
      }
      return { calls: [{ name: 'write_file', args: { file_path: 'a.txt', content: 'a' } }] };
    });
    const environment = environmentOf({ modelUrl: model.url }, database.url, directory);
    await using first = await startServiceProcess(environment);
    const { id } = await createRun(caller(first.url), {
      files: WRITER_BUNDLE,
      agent: 'boss.yaml',
      input: 'Go',
    });
    await untilState(caller(first.url), id, 'waiting');
    await first.kill();
    await using second = await startServiceProcess(environment);
    const [one] = await untilAsked(caller(second.url), id, 1);
    if (!one) throw new Error('Nothing was asked.');
    expect((await decide(caller(second.url), one, { decision: 'allow' })).status).toBe(200);
    expect(await finished(second.url, id)).toMatchObject({
      state: 'completed',
      response: expect.stringContaining('Successfully created'),
    });
    expect(model.asked).toHaveLength(4);
    expect((await trajectoryOf(second.url, id)).runs.map((run) => run.runId)).toEqual([id, one.runId]);
    const types = (await followAll(second.url, id)).map(({ event }) => event.type);
    expect(types.filter((type) => type === 'PERMISSION_REQUESTED')).toHaveLength(1);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
