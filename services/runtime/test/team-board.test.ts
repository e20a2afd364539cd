/** What a team refuses, and its task board over the API. */
import { TASK_STATUSES, TASK_TRANSITIONS, type TeamTask } from '@nex/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { finished } from './support/follow.ts';
import { type ModelServer, startModelServer } from './support/model-server.ts';
import {
  calls,
  finish,
  never,
  play,
  resultsIn,
  type Script,
  said,
  teamApi,
  turnOf,
} from './support/team-scripts.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let model: ModelServer;
let worker: TestRuntime;
let script: Script;

beforeAll(async () => {
  model = await startModelServer((asked) => script(turnOf(asked)));
  worker = await startTestRuntime({ modelUrl: model.url });
});

afterAll(async () => {
  await worker?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
});

/** The run of a leader that ends by itself. */
async function ended(rest: object = {}) {
  const { id } = await teamApi(worker.url).create('Go', rest);
  return finished(worker.url, id);
}

describe('refusals tell the model what to do', () => {
  const setUp = calls(
    ['spawn_teammate', { role_name: 'coder' }],
    ['create_task', { title: 'a' }],
    ['create_task', { title: 'b', dependencies: ['T-001'] }],
  );
  test.each<{ name: string; call: [string, object]; text: RegExp }>([
    {
      name: 'an unknown role',
      call: ['spawn_teammate', { role_name: 'cook' }],
      text: /no role cook\. Roles: coder, writer/,
    },
    {
      name: 'too many teammates',
      call: ['spawn_teammate', { role_name: 'coder' }],
      text: /may have 1 teammates.*remove one/,
    },
    {
      name: 'an unknown receiver',
      call: said('coder-9', 'x'),
      text: /no teammate coder-9\. There is: leader, coder-1/,
    },
    { name: 'a message to oneself', call: said('leader', 'x'), text: /to itself/ },
    { name: 'an empty message', call: said('coder-1', ''), text: /did not run.*content/ },
    {
      name: 'an unknown task',
      call: ['claim_task', { task_id: 'T-9' }],
      text: /no task T-9\. There is: T-001, T-002/,
    },
    { name: 'an open dependency', call: ['claim_task', { task_id: 'T-002' }], text: /T-002 waits for T-001/ },
    {
      name: 'an unknown dependency',
      call: ['create_task', { title: 'c', dependencies: ['T-7'] }],
      text: /no task T-7/,
    },
    {
      name: 'a task id that is taken',
      call: ['create_task', { task_id: 'T-001', title: 'c' }],
      text: /a task T-001 already/,
    },
    {
      name: 'an unclaimed task',
      call: ['update_task_status', { task_id: 'T-001', status: 'completed' }],
      text: /pending.*Claim it first/,
    },
    { name: 'an unknown argument', call: ['remove_teammate', { agent: 'x' }], text: /did not run/ },
  ])('$name', async ({ call, text }) => {
    script = play([setUp, calls(call), ({ asked }) => finish(resultsIn(asked).at(-1) ?? '')]);
    const run = await ended({ maxTeammates: 1 });
    expect(run.response).toMatch(text);
  });

  test('a teammate moves its own tasks only', async () => {
    script = play(
      [
        setUp,
        calls(['claim_task', { task_id: 'T-001' }]),
        calls(said('coder-1', 'Go')),
        { text: 'Waiting.' },
        ({ last }) => finish(last),
      ],
      ({ turn, asked }) => {
        if (turn === 0) {
          return calls(
            ['release_task', { task_id: 'T-001' }],
            ['claim_task', { task_id: 'T-002', assignee_agent_id: 'leader' }],
            ['spawn_teammate', { role_name: 'coder' }],
          );
        }
        return turn === 1 ? calls(said('leader', resultsIn(asked).join(' | '))) : { text: 'ok' };
      },
    );
    const run = await ended();
    expect(run.response).toMatch(/T-001 is leader’s task.*for itself only.*no tool named "spawn_teammate"/);
  });

  test('the limit of runs refuses to wake another teammate', async () => {
    script = play([
      calls(['spawn_teammate', { role_name: 'coder' }], ['spawn_teammate', { role_name: 'coder' }]),
      calls(said('coder-1', 'Go')),
      calls(said('coder-2', 'Go')),
      ({ asked }) => finish(resultsIn(asked).at(-1) ?? ''),
    ]);
    const run = await ended({ limits: { maxRuns: 2 } });
    expect(run.response).toMatch(/used up the runs/);
  });
});

describe('the task board over the API', () => {
  /** A team whose leader hangs, so that nothing but the test changes the board. */
  async function quiet() {
    script = play([never]);
    const api = teamApi(worker.url);
    const { id } = await api.create('Go');
    const patch = (task: string, body: object) => api.send('PATCH', `/v1/teams/${id}/tasks/${task}`, body);
    return { ...api, id, patch };
  }

  const pairs = TASK_STATUSES.flatMap((from) => TASK_STATUSES.map((to) => [from, to] as const));
  test.each(pairs)('%s → %s', async (from, to) => {
    const team = await quiet();
    const { id: taskId } = await team.addTask(team.id, { title: 'x' });
    if (from !== 'pending') await team.patch(taskId, { status: 'in_progress' });
    if (from === 'completed') await team.patch(taskId, { status: 'completed' });
    const answer = await team.patch(taskId, { status: to, resultSummary: 'so' });
    const allowed = TASK_TRANSITIONS[from].includes(to);
    expect(answer.status).toBe(allowed ? 200 : 409);
    const [task] = (await team.read(team.id)).tasks;
    expect(task).toMatchObject({
      status: allowed ? to : from,
      resultSummary: allowed ? 'so' : null,
      assignee: (allowed ? to : from) === 'pending' ? null : 'leader',
    });
    await team.cancel(team.id);
  });

  test('of many that claim a task at once, one gets it', async () => {
    const team = await quiet();
    await team.addTask(team.id, { title: 'x' });
    const claims = Array.from({ length: 8 }, () => team.patch('T-001', { status: 'in_progress' }));
    const statuses = (await Promise.all(claims)).map((answer) => answer.status);
    expect(statuses.sort((a, b) => a - b)).toEqual([200, ...Array.from({ length: 7 }, () => 409)]);
    await team.cancel(team.id);
  });

  test('numbers go on past ids that were given, the urgent come first, and a finished team changes no more', async () => {
    const team = await quiet();
    await team.addTask(team.id, { id: 'T-001', title: 'given' });
    expect((await team.addTask(team.id, { title: 'größer?!', priority: 5 })).deliverable).toBe(
      '.nexau/tasks/T-002-gr-er.md',
    );
    const list = await team.send('GET', `/v1/teams/${team.id}/tasks?status=pending`);
    expect((list.body as { items: TeamTask[] }).items.map((task) => task.id)).toEqual(['T-002', 'T-001']);
    await team.cancel(team.id);
    await finished(worker.url, team.id);
    expect((await team.send('POST', `/v1/teams/${team.id}/tasks`, { title: 'late' })).status).toBe(409);
    expect((await team.send('POST', `/v1/teams/${team.id}/messages`, { input: 'late' })).status).toBe(409);
  });

  test('unknown teams, roles without a file and bad roles are refused', async () => {
    const { send } = teamApi(worker.url);
    expect((await send('GET', '/v1/teams/run_none')).status).toBe(404);
    expect((await send('GET', '/v1/teams/run_none/tasks')).status).toBe(404);
    expect((await send('POST', '/v1/teams/run_none/messages', { input: 'x' })).status).toBe(404);
    const api = teamApi(worker.url);
    await expect(api.create('x', { candidates: { coder: 'none.yaml' } })).rejects.toThrow('candidates.coder');
    await expect(api.create('x', { candidates: { leader: 'coder.yaml' } })).rejects.toThrow();
  });
});
