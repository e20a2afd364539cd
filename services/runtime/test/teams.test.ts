/** Teams through the API: a leader and teammates that are scripted models. */
import { RunEvent, Team } from '@nex/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { finished, follow, followAll, trajectoryOf } from './support/follow.ts';
import { type ModelServer, startModelServer } from './support/model-server.ts';
import {
  calls,
  finish,
  messagesIn,
  never,
  play,
  resultsIn,
  type Script,
  said,
  teamApi,
  textOf,
  toldIn,
  turnOf,
} from './support/team-scripts.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let model: ModelServer;
let worker: TestRuntime;
/** Another replica, which executes nothing. */
let replica: TestRuntime;
let script: Script;

beforeAll(async () => {
  model = await startModelServer((asked) => script(turnOf(asked)));
  worker = await startTestRuntime({ modelUrl: model.url });
  replica = await startTestRuntime({ modelUrl: model.url, concurrency: 0, beside: worker });
});

afterAll(async () => {
  await replica?.[Symbol.asyncDispose]();
  await worker?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
});

/** What is seen of a team whose leader ends by itself. */
async function ended(input = 'Go', rest: object = {}) {
  const { id } = await teamApi(replica.url).create(input, rest);
  const run = await finished(replica.url, id);
  const events = await followAll(replica.url, id);
  return { id, run, events, team: await teamApi(replica.url).read(id) };
}

test('a leader spawns teammates, gives them tasks, hears of them and finishes', async () => {
  script = play(
    [
      calls(['spawn_teammate', { role_name: 'coder' }], ['spawn_teammate', { role_name: 'writer' }]),
      calls(['create_task', { title: 'Write the code!', description: 'All of it.' }]),
      calls(['create_task', { title: 'Write the text', dependencies: ['T-001'] }]),
      calls(said('coder-1', 'Do T-001'), said('writer-1', 'Do T-002 when coder-1 tells you')),
      { text: 'Waiting.' },
      finish('All is done.'),
    ],
    ({ agentId, turn, last }) => {
      const task = agentId === 'coder-1' ? 'T-001' : 'T-002';
      if (last.includes('Do T-002')) return { text: 'Waiting for coder-1.' };
      if (last.startsWith('[Team Message')) return calls(['claim_task', { task_id: task }]);
      if (last.includes('"in_progress"')) {
        const done = { task_id: task, status: 'completed', result_summary: `${agentId} did it` };
        return calls(['update_task_status', done]);
      }
      if (last.includes('"completed"')) {
        return calls(agentId === 'coder-1' ? said('writer-1', 'Yours') : said('leader', 'Both are done'));
      }
      return { text: `Idle after ${turn}.` };
    },
  );
  const { id, run, events, team } = await ended();
  expect(run).toMatchObject({ state: 'completed', stopReason: 'stop_tool', response: 'All is done.' });
  expect(Team.parse(team)).toEqual(team);
  expect(team.teammates.map(({ agentId, role, runIds }) => [agentId, role, runIds.length])).toEqual([
    ['coder-1', 'coder', 1],
    ['writer-1', 'writer', 2],
  ]);
  expect(team.tasks).toMatchObject([
    {
      id: 'T-001',
      status: 'completed',
      assignee: 'coder-1',
      deliverable: '.nexau/tasks/T-001-write-the-code.md',
      resultSummary: 'coder-1 did it',
    },
    { id: 'T-002', status: 'completed', assignee: 'writer-1', dependencies: ['T-001'] },
  ]);
  expect(messagesIn(events)).toEqual([
    'leader>coder-1: Do T-001',
    'leader>writer-1: Do T-002 when coder-1 tells you',
    'coder-1>writer-1: Yours',
    'writer-1>leader: Both are done',
  ]);
  // The writer's second run goes on with the conversation of the first.
  const { runs } = await trajectoryOf(replica.url, id);
  const second = runs.find((one) => one.runId === team.teammates[1]?.runIds[1]);
  expect(second?.messages.filter((message) => message.role === 'user')).toHaveLength(2);
  expect(events.at(-1)?.event).toMatchObject({ type: 'RUN_FINISHED', runId: id });
  expect(runs.every((one) => ['completed', 'cancelled'].includes(one.state))).toBe(true);
});

test('everything that a message says is read once, at work or idle', async () => {
  let seen: string[] = [];
  const held = Promise.withResolvers<void>();
  script = play(
    [
      calls(['spawn_teammate', { role_name: 'coder' }]),
      calls(said('coder-1', 'one')),
      async () => {
        await held.promise;
        return calls(said('coder-1', 'two'), ['broadcast', { content: 'three' }]);
      },
      { text: 'Waiting.' },
      ({ last }) => (last.includes('seen 3') ? finish('ok') : { text: 'Waiting.' }),
    ],
    async ({ asked, turn }) => {
      seen = toldIn(asked);
      held.resolve();
      if (seen.length < 3) return calls(['list_tasks', {}]);
      return turn > 0 && resultsIn(asked).at(-1)?.includes('sent')
        ? { text: 'Done.' }
        : calls(said('leader', `seen ${seen.length}`));
    },
  );
  expect((await ended()).run).toMatchObject({ response: 'ok' });
  expect([...seen].sort()).toEqual([
    '[Team Message from leader]: one',
    '[Team Message from leader]: three',
    '[Team Message from leader]: two',
  ]);
});

describe('the leader without a tool call', () => {
  test('ends with its third text in a row when nobody is at work', async () => {
    script = play([{ text: 'one' }, { text: 'two' }, { text: 'three' }]);
    const { run, events } = await ended();
    expect(run).toMatchObject({ state: 'completed', stopReason: 'answered', response: 'three' });
    expect(run.usage.modelCalls).toBe(3);
    expect(messagesIn(events)).toHaveLength(2);
  });

  test('is reminded once when all teammates became idle and said nothing', async () => {
    const asked: string[][] = [];
    script = play([
      calls(['spawn_teammate', { role_name: 'coder' }]),
      calls(['create_task', { title: 'x' }], said('coder-1', 'Go')),
      { text: 'Waiting.' },
      (turn) => {
        asked.push(toldIn(turn.asked));
        return finish('Enough.');
      },
    ]);
    const { run, events } = await ended();
    expect(run).toMatchObject({ response: 'Enough.' });
    expect(asked).toEqual([
      [expect.stringMatching(/^\[Team\]: All teammates are idle.*Open tasks: T-001 \(pending\)/)],
    ]);
    expect(messagesIn(events).filter((line) => line.startsWith('team>leader'))).toHaveLength(1);
  });

  test('goes on when a user speaks to it or to a teammate, through another replica', async () => {
    script = play(
      [
        calls(['spawn_teammate', { role_name: 'coder' }], ['spawn_teammate', { role_name: 'writer' }]),
        calls(said('coder-1', 'Go'), said('writer-1', 'Go')),
        { text: 'Waiting.' },
        { text: 'Still waiting.' },
        ({ last }) => finish(last),
      ],
      ({ agentId, last }) => {
        // Somebody is at work all the time, so that nobody is reminded.
        if (agentId === 'writer-1') return never();
        return last.includes('from user]: Report') ? calls(said('leader', 'reported')) : { text: 'Idle.' };
      },
    );
    const api = teamApi(replica.url);
    const { id } = await api.create('Go');
    const spoken = new Set<string>();
    for await (const { event } of follow(replica.url, id)) {
      if (event.type !== 'TEXT_MESSAGE_CONTENT') continue;
      spoken.add(textOf(event.data.delta));
      if (event.data.delta === 'Still waiting.') await api.tell(id, 'Report', 'coder-1');
      else if (spoken.size === 2) await api.tell(id, 'And you?');
    }
    expect(await finished(replica.url, id)).toMatchObject({
      state: 'completed',
      response: '[Team Message from coder-1]: reported',
    });
  });
});

describe('ids of teammates', () => {
  test('are never given twice, and removal stops the work at once', async () => {
    const atWork = Promise.withResolvers<void>();
    script = play(
      [
        calls(['spawn_teammate', { role_name: 'coder' }], ['spawn_teammate', { role_name: 'coder' }]),
        calls(['create_task', { title: 'x' }]),
        calls(['claim_task', { task_id: 'T-001', assignee_agent_id: 'coder-1' }]),
        calls(said('coder-1', 'Go')),
        async () => {
          await atWork.promise;
          return calls(['remove_teammate', { agent_id: 'coder-1' }]);
        },
        calls(['spawn_teammate', { role_name: 'coder' }], said('coder-1', 'Are you there?')),
        ({ asked }) => finish(resultsIn(asked).slice(-2).join(' | ')),
      ],
      () => {
        atWork.resolve();
        return never();
      },
    );
    const { run, team, id } = await ended();
    expect(run.response).toContain('"agent_id":"coder-3"');
    expect(run.response).toContain('There is no teammate coder-1. There is: leader, coder-2, coder-3.');
    expect(team.teammates.map((one) => [one.agentId, one.state])).toEqual([
      ['coder-1', 'removed'],
      ['coder-2', 'idle'],
      ['coder-3', 'idle'],
    ]);
    expect(team.tasks).toMatchObject([{ status: 'pending', assignee: null }]);
    const { runs } = await trajectoryOf(replica.url, id);
    expect(runs.map((one) => [one.agent, one.state])).toEqual([
      ['lead', 'completed'],
      ['coder', 'cancelled'],
    ]);
  });
});

test('cancelling stops the leader and every teammate', async () => {
  const atWork = Promise.withResolvers<void>();
  script = play(
    [
      calls(['spawn_teammate', { role_name: 'coder' }], ['spawn_teammate', { role_name: 'writer' }]),
      calls(['broadcast', { content: 'Go' }]),
      { text: 'Waiting.' },
    ],
    ({ agentId }) => {
      if (agentId === 'writer-1') atWork.resolve();
      return never();
    },
  );
  const api = teamApi(replica.url);
  const { id } = await api.create('Go');
  await atWork.promise;
  await api.cancel(id);
  expect(await finished(replica.url, id)).toMatchObject({ state: 'cancelled', stopReason: 'cancelled' });
  const { runs } = await trajectoryOf(replica.url, id);
  expect(runs.map((one) => one.state)).toEqual(['cancelled', 'cancelled', 'cancelled']);
  for (const { event } of await followAll(replica.url, id)) expect(RunEvent.parse(event)).toEqual(event);
});

test('a teammate whose run failed is reported, and goes on with what it knew', async () => {
  let fails = true;
  script = play(
    [
      calls(['spawn_teammate', { role_name: 'coder' }]),
      calls(said('coder-1', 'Go')),
      { text: 'Waiting.' },
      ({ last }) => calls(said('coder-1', `Again, after: ${last.slice(0, 40)}`)),
      { text: 'Waiting.' },
      ({ last }) => finish(last),
    ],
    ({ asked, turn }) => {
      if (fails) {
        fails = false;
        return calls(['list_tasks', {}]);
      }
      if (turn === 1 && toldIn(asked).length === 1) return { status: 401 };
      return resultsIn(asked).at(-1)?.includes('sent')
        ? { text: 'ok' }
        : calls(said('leader', `${toldIn(asked).length} messages`));
    },
  );
  const { run, events } = await ended();
  expect(run.response).toBe('[Team Message from coder-1]: 2 messages');
  expect(messagesIn(events).filter((line) => line.includes('My run failed'))).toHaveLength(1);
});
