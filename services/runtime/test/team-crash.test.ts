/**
 * The service is killed (SIGKILL) while a leader waits and a teammate is at work, and started again: both go on, every
 * message is read once, and ids of teammates that are gone are not given again.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@nex/testkit';
import { expect, test } from 'vitest';
import { finished, followAll, trajectoryOf } from './support/follow.ts';
import { type Answer, startModelServer } from './support/model-server.ts';
import { startServiceProcess } from './support/service-process.ts';
import {
  calls,
  finish,
  messagesIn,
  resultsIn,
  said,
  teamApi,
  toldIn,
  turnOf,
} from './support/team-scripts.ts';
import { environmentOf } from './support/test-runtime.ts';

test('a team whose worker is killed comes to the same end', async () => {
  await using database = await createTestDatabase({ services: ['runtime'] });
  const directory = mkdtempSync(join(tmpdir(), 'nex-team-crash-'));
  const held = Promise.withResolvers<void>();
  const waiting = Promise.withResolvers<void>();
  let killed = false;
  let seen: string[] = [];
  await using model = await startModelServer((asked) => {
    const { agentId, turn, last } = turnOf(asked);
    if (agentId === 'coder-2') {
      seen = toldIn(asked);
      if (turn === 0) return calls(['claim_task', { task_id: 'T-001' }]);
      if (!killed) {
        held.resolve();
        return new Promise<Answer>(() => {});
      }
      return last.includes('sent') ? { text: 'Idle.' } : calls(said('leader', `read ${seen.length}`));
    }
    const leader: Answer[] = [
      calls(['spawn_teammate', { role_name: 'coder' }], ['spawn_teammate', { role_name: 'coder' }]),
      calls(['remove_teammate', { agent_id: 'coder-1' }], ['create_task', { title: 'x' }]),
      calls(said('coder-2', 'one')),
      { text: 'Waiting.' },
      calls(['spawn_teammate', { role_name: 'coder' }]),
      finish(`${toldIn(asked).join()} ${resultsIn(asked).at(-1)}`),
    ];
    if (turn === 3) waiting.resolve();
    return leader[turn] ?? { text: 'Too far.' };
  });
  const environment = environmentOf({ modelUrl: model.url, concurrency: 4 }, database.url, directory);
  try {
    await using first = await startServiceProcess(environment);
    const { id } = await teamApi(first.url).create('Go');
    await Promise.all([held.promise, waiting.promise]);
    await teamApi(first.url).tell(id, 'two', 'coder-2');
    await first.kill();
    killed = true;
    await using second = await startServiceProcess(environment);
    const run = await finished(second.url, id);
    expect(run).toMatchObject({ state: 'completed', stopReason: 'stop_tool', attempt: 2 });
    expect(run.response).toMatch(/^\[Team Message from coder-2\]: read 2 .*"agent_id":"coder-3"/);
    expect(seen).toEqual(['[Team Message from leader]: one', '[Team Message from user]: two']);
    const team = await teamApi(second.url).read(id);
    expect(team.tasks).toMatchObject([{ id: 'T-001', status: 'in_progress', assignee: 'coder-2' }]);
    expect(team.teammates.map((one) => [one.agentId, one.runIds.length])).toEqual([
      ['coder-1', 0],
      ['coder-2', 1],
      ['coder-3', 0],
    ]);
    expect(messagesIn(await followAll(second.url, id))).toEqual([
      'leader>coder-2: one',
      'user>coder-2: two',
      'coder-2>leader: read 2',
    ]);
    expect((await trajectoryOf(second.url, id)).runs).toHaveLength(2);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
