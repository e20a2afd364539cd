/** Traces that say little: no agents, no marks on tools, parents that are missing, spans that come twice. */
import { type JsonObject, type Message, textOf } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { importOne } from '../imported.fixture.ts';
import { type FixtureSpan, langfuseLines } from '../spans.fixture.ts';
import { AGENT, answers, calls, END, HEAD, says, turns, user } from '../turns.fixture.ts';

const told = async (spans: readonly FixtureSpan[], lines = langfuseLines(spans)) => {
  const { trajectory, warnings } = await importOne(lines);
  return {
    trajectory,
    runs: trajectory.runs.map(({ runId, agent, parentRunId, parentCallId, depth }) => [
      runId,
      agent,
      parentRunId,
      parentCallId,
      depth,
    ]),
    codes: warnings.map((warning) => warning.code).filter((code) => code !== 'tools_inferred'),
  };
};
const DELEGATES: JsonObject[] = [
  ...HEAD,
  calls(['c1', 'ask', '{"who":"scout","text":"Look for green teas."}']),
  answers('c1', 'Sencha'),
  END,
];
const SCOUT: JsonObject[] = [user('Look for green teas.'), says('Sencha')];

test.each([[true], [false]])(
  'a call that two recorders wrote, one inside of the other, is one: agents marked %s',
  async (marked) => {
    const outer = turns(DELEGATES, {}, marked ? AGENT.id : '');
    const inner = outer.map(({ id, ...span }) => ({ ...span, id: `${id}x`, parent: id }));
    const { trajectory, runs } = await told([...(marked ? [AGENT] : []), ...outer, ...inner]);
    expect(runs).toHaveLength(1);
    expect(trajectory.runs[0]?.messages).toHaveLength(DELEGATES.length);
    expect(trajectory.runs[0]?.earlierLeaves).toBeUndefined();
    expect(trajectory.usage).toMatchObject({ modelCalls: 2, inputTokens: 20, outputTokens: 4 });
  },
);

describe('who called a sub-agent', () => {
  test('is told by what was handed over, where no span of a tool lies in between', async () => {
    const { runs, codes } = await told([
      AGENT,
      ...turns(DELEGATES),
      { id: 'b', kind: 'agent', name: 'scout', parent: AGENT.id },
      ...turns(SCOUT, {}, 'b'),
    ]);
    expect(runs).toEqual([
      [AGENT.id, 'lead', null, null, 0],
      ['b', 'scout', AGENT.id, 'c1', 1],
    ]);
    expect(codes).toEqual([]);
  });

  test('also where nothing is marked: spans of unknown kind, one inside of the other', async () => {
    const { runs } = await told([
      { id: 'r', kind: 'other', name: 'root' },
      ...turns(DELEGATES, {}, 'r'),
      {
        id: 't',
        kind: 'other',
        name: 'x',
        parent: 'r',
        input: { who: 'scout', text: 'Look for green teas.' },
      },
      { id: 'b', kind: 'other', name: 'scout', parent: 't' },
      ...turns([user('Words around it.'), says('Sencha')], {}, 'b'),
    ]);
    expect(runs).toEqual([
      ['r', 'root', null, null, 0],
      ['b', 'scout', 'r', 'c1', 1],
    ]);
  });

  test('two of them, each by its own call, whatever their order', async () => {
    const lead = [
      ...HEAD,
      calls(
        ['c1', 'ask', '{"text":"The first question."}'],
        ['c2', 'ask', '{"text":"The second question."}'],
      ),
    ];
    const { runs } = await told([
      AGENT,
      ...turns(lead),
      { id: 'b', kind: 'agent', name: 'scout', parent: AGENT.id },
      ...turns([user('The second question.'), says('2')], {}, 'b'),
      { id: 'd', kind: 'agent', name: 'scout', parent: AGENT.id },
      ...turns([user('The first question.'), says('1')], {}, 'd'),
    ]);
    expect(runs.slice(1).map(([id, , , call]) => [id, call])).toEqual([
      ['b', 'c2'],
      ['d', 'c1'],
    ]);
  });

  test('may lie in a conversation that a compaction took the place of', async () => {
    const summary: FixtureSpan = {
      id: 'e',
      parent: AGENT.id,
      kind: 'model',
      messages: [HEAD[0] as JsonObject, user('So far: the scout said Sencha.')],
      answer: END,
    };
    const { trajectory, runs, codes } = await told([
      AGENT,
      ...turns([...DELEGATES.slice(0, 4), calls(['c2', 'search', '{}'])]),
      { id: 't', kind: 'tool', name: 'ask', parent: AGENT.id, callId: 'c1', output: 'Sencha' },
      { id: 'b', kind: 'agent', name: 'scout', parent: 't' },
      ...turns([user('In other words.'), says('Sencha')], {}, 'b'),
      summary,
    ]);
    expect(trajectory.runs[0]?.messages).toHaveLength(3);
    expect(runs[1]).toEqual(['b', 'scout', AGENT.id, 'c1', 1]);
    expect(codes).toEqual(['history_rewritten']);
  });

  test('is unknown, with a warning, where nothing tells', async () => {
    const { runs, codes } = await told([
      AGENT,
      ...turns([...HEAD, END]),
      { id: 'b', kind: 'agent', name: 'scout', parent: AGENT.id },
      ...turns(SCOUT, {}, 'b'),
    ]);
    expect(runs[1]).toEqual(['b', 'scout', AGENT.id, null, 1]);
    expect(codes).toEqual(['sub_agent_unlinked']);
  });

  test('depth grows with each of them', async () => {
    const { runs } = await told([
      AGENT,
      ...turns(DELEGATES),
      { id: 'b', kind: 'agent', name: 'scout', parent: AGENT.id },
      ...turns([user('Look for green teas.'), calls(['s1', 'ask', '{"text":"Taste this one."}'])], {}, 'b'),
      { id: 'd', kind: 'agent', name: 'taster', parent: 'b' },
      ...turns([user('Taste this one.'), says('Good.')], {}, 'd'),
    ]);
    expect(runs.map(([id, , , call, depth]) => [id, call, depth])).toEqual([
      [AGENT.id, null, 0],
      ['b', 'c1', 1],
      ['d', 's1', 2],
    ]);
  });
});

describe('conversations', () => {
  test('a question that was put in between does not take the place of the answer', async () => {
    const { trajectory } = await told([
      AGENT,
      ...turns([...HEAD, calls(['c1', 'search', '{}']), answers('c1', 'Sencha'), says('Sencha, then.')]),
      {
        id: 'e',
        parent: AGENT.id,
        kind: 'model',
        messages: [...HEAD, user('A title?')],
        answer: says('Tea'),
      },
    ]);
    const [run] = trajectory.runs;
    expect(run?.response).toBe('Sencha, then.');
    expect(run?.earlierLeaves?.map((leaf) => leaf.map(textOf))).toEqual([
      ['You are a helper.', 'Which tea is green?', 'A title?', 'Tea'],
    ]);
  });

  test('the same instructions for other work, after an answer, are another conversation', async () => {
    const { trajectory, codes } = await told([
      AGENT,
      ...turns([...HEAD, END]),
      {
        id: 'e',
        parent: AGENT.id,
        kind: 'model',
        messages: [HEAD[0] as JsonObject, user('And black?')],
        answer: says('Assam'),
      },
    ]);
    expect(trajectory.runs.map((run) => run.response)).toEqual(['Sencha.', 'Assam']);
    expect(codes).toEqual(['side_conversation']);
  });

  test('the last answer wins where the first one was not finished', async () => {
    const { trajectory } = await told([
      { id: 'r', kind: 'other' },
      ...turns(
        [...HEAD, calls(['c1', 'search', '{}']), answers('c1', 'Sencha'), calls(['c2', 'search', '{"n":2}'])],
        {},
        'r',
      ),
      {
        id: 'e',
        parent: 'r',
        kind: 'model',
        messages: [HEAD[0] as JsonObject, user('So far: Sencha.')],
        answer: END,
      },
    ]);
    expect(trajectory.runs[0]?.messages.map(textOf)).toEqual([
      'You are a helper.',
      'So far: Sencha.',
      'Sencha.',
    ]);
    expect(trajectory.runs[0]?.earlierLeaves).toHaveLength(1);
  });

  test('a summary in place of the beginning, with turns that go on, is the same conversation', async () => {
    const done = [calls(['c1', 'search', '{}']), answers('c1', 'Sencha')];
    const { trajectory, codes } = await told([
      { id: 'r', kind: 'other' },
      ...turns([user('Which tea is green?'), ...done, says('Sencha?')], {}, 'r'),
      { id: 'e', parent: 'r', kind: 'model', messages: [user('So far: a question.'), ...done], answer: END },
    ]);
    expect(trajectory.runs).toHaveLength(1);
    expect(codes).toContain('history_rewritten');
  });

  test('of two answers the one that the agent gave back counts', async () => {
    const asked = (answer: string, id: string): FixtureSpan => ({
      ...(turns([...HEAD, says(answer)])[0] as FixtureSpan),
      id,
    });
    const { trajectory } = await told([AGENT, asked('Sencha.', 'm1'), asked('Matcha.', 'm2')]);
    expect(trajectory.runs[0]?.response).toBe('Sencha.');
    expect(trajectory.runs[0]?.earlierLeaves?.map((leaf) => textOf(leaf[2] as Message))).toEqual(['Matcha.']);
  });

  test('reasoning that only the history has, and the id that only the history has, are kept', async () => {
    const withThought = { ...calls(['c1', 'search', '{}']), reasoning_content: 'Hm.' };
    const answer = calls(['', 'search', '{}']);
    const history = [...HEAD, withThought, answers('c1', 'Sencha')];
    const { trajectory } = await told([
      AGENT,
      { id: 'm1', kind: 'model', parent: AGENT.id, messages: HEAD, answer },
      { id: 'm2', kind: 'model', parent: AGENT.id, messages: history, answer: END },
    ]);
    expect(trajectory.runs[0]?.messages[2]?.content).toMatchObject([
      { type: 'reasoning', text: 'Hm.' },
      { type: 'tool_call', id: 'c1' },
    ]);
    expect(trajectory.runs[0]?.earlierLeaves).toBeUndefined();
  });
});

test('tools that nobody declares, with names that models may not use', async () => {
  const { trajectory, codes } = await told([
    AGENT,
    ...turns([...HEAD, calls(['c1', 'web.search', '{}']), answers('c1', 'Sencha'), END]),
  ]);
  expect(trajectory.runs[0]?.tools.map((tool) => tool.name)).toEqual(['web_search']);
  expect(trajectory.runs[0]?.messages[2]?.content).toMatchObject([{ name: 'web_search' }]);
  expect(codes).toEqual(['tool_renamed']);
});

test('an agent that nobody saw end did not end on a stop tool', async () => {
  const lines = langfuseLines([AGENT, ...turns([...HEAD, calls(['c1', 'search', '{}'])])]);
  const [agent = '', ...rest] = lines;
  const cut = JSON.stringify({ ...(JSON.parse(agent) as JsonObject), endTime: null });
  const { trajectory, codes } = await told([], [cut, ...rest]);
  expect(trajectory.runs[0]).toMatchObject({ state: 'completed', stopReason: null });
  expect(codes).toEqual(['end_unknown']);
});

test('spans that come twice count once', async () => {
  const spans = [AGENT, ...turns([...HEAD, calls(['c1', 'search', '{}']), answers('c1', 'Sencha'), END])];
  const once = await told(spans);
  const twice = await told(spans, [...langfuseLines(spans), ...langfuseLines(spans)]);
  expect(twice.trajectory).toEqual(once.trajectory);
});

test('agents side by side under nothing: the first is the root', async () => {
  const { runs, codes } = await told([
    { id: 'p', kind: 'agent', name: 'planner' },
    ...turns([user('Plan it.'), says('Planned.')], {}, 'p'),
    { id: 'w', kind: 'agent', name: 'writer' },
    ...turns([user('Write it.'), says('Written.')], {}, 'w'),
  ]);
  expect(runs).toEqual([
    ['p', 'planner', null, null, 0],
    ['w', 'writer', 'p', null, 1],
  ]);
  expect(codes).toContain('several_roots');
});

test('a parent that is not in the trace is a warning', async () => {
  const { runs, codes } = await told([{ ...AGENT, parent: 'gone' }, ...turns([...HEAD, END])]);
  expect(runs).toHaveLength(1);
  expect(codes).toEqual(['parent_missing']);
});

test('spans that are their own ancestors end', async () => {
  const { runs } = await told([
    { id: 'x', kind: 'other', parent: 'y' },
    { id: 'y', kind: 'other', parent: 'x' },
    ...turns([...HEAD, END], {}, 'y'),
  ]);
  expect(runs).toHaveLength(1);
});

test('an agent that failed', async () => {
  const { trajectory } = await told([
    { ...AGENT, isError: true, output: 'crashed' },
    ...turns([...HEAD, END]),
  ]);
  expect(trajectory.runs[0]).toMatchObject({ state: 'failed', stopReason: 'error' });
});
