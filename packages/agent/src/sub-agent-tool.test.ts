import { NexError, type StopReason, textOf } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { bench, call, gate, scriptedModel } from './__fixtures__/loop-fixture.ts';
import { runAgentLoop } from './run-agent-loop.ts';
import { createSubAgentTool, type RunSubAgent } from './sub-agent-tool.ts';

const subAgents = [
  { name: 'reader', description: 'reads files' },
  { name: 'writer', description: 'writes files' },
];
const context = { signal: new AbortController().signal, callId: 'c1' };
const tool = (run: RunSubAgent) => {
  const made = createSubAgentTool({ subAgents, run, depthLeft: 1 });
  if (!made) throw new Error('expected a tool');
  return made;
};
const never: RunSubAgent = () => Promise.reject(new Error('must not run'));

test('is offered only with sub-agents and levels left', () => {
  expect(createSubAgentTool({ subAgents, run: never, depthLeft: 0 })).toBeUndefined();
  expect(createSubAgentTool({ subAgents: [], run: never, depthLeft: 3 })).toBeUndefined();
});

test('tells the model whom it can ask', () => {
  const { definition } = tool(never);
  expect(definition).toMatchObject({ name: 'Agent', origin: { kind: 'sub_agent' } });
  expect(definition.description).toContain(
    'Available sub-agents:\n- **reader**: reads files\n- **writer**: writes files',
  );
  expect(definition.inputSchema).toMatchObject({
    properties: { sub_agent_name: { enum: ['reader', 'writer'] } },
    required: ['sub_agent_name', 'message'],
  });
});

test.each([
  [{ sub_agent_name: 'reader', message: 'm' }, 'valid'],
  [{ sub_agent_name: 'reader', message: 'm', sub_agent_id: 'run_1' }, 'valid'],
  [{ sub_agent_name: 'cook', message: 'm' }, 'reader, writer'],
  [{ sub_agent_name: 'reader' }, 'message'],
  [{ sub_agent_name: 'reader', message: 'm', sub_agent_id: 4 }, 'sub_agent_id'],
  [{ sub_agent_name: 'reader', message: 'm', tone: 'nice' }, 'tone'],
])('checks %j', (args, problem) => {
  expect(tool(never).check(args) ?? 'valid').toContain(problem);
});

describe('outcome', () => {
  test.each<[StopReason, boolean, string]>([
    ['answered', false, 'the text\n[sub_agent_id: run_9]'],
    ['stop_tool', false, 'the text\n[sub_agent_id: run_9]'],
    [
      'max_iterations',
      true,
      'The sub-agent reader ended before it finished (max_iterations). Its last text: the text\n[sub_agent_id: run_9]',
    ],
  ])('%s', async (stopReason, isError, text) => {
    const seen: unknown[] = [];
    const outcome = await tool(async (...args) => {
      seen.push(args.slice(0, 3));
      return { runId: 'run_9', stopReason, response: 'the text' };
    }).execute({ sub_agent_name: 'reader', message: 'm', sub_agent_id: 'run_9' }, context);
    expect(outcome.isError).toBe(isError);
    expect(textOf(outcome)).toBe(text);
    expect(seen).toEqual([['reader', 'm', 'run_9']]);
  });

  test('a conversation that is not there is the fault of the call', async () => {
    const failing = tool(() => Promise.reject(new NexError('not_found', 'There is no such conversation.')));
    const outcome = await failing.execute(
      { sub_agent_name: 'reader', message: 'm', sub_agent_id: 'run_none' },
      context,
    );
    expect(outcome).toMatchObject({ isError: true, errorKind: 'invalid_arguments' });
  });

  test('a child that cannot start is an error of the infrastructure', async () => {
    const failing = tool(() => Promise.reject(new NexError('unavailable', 'No worker is free.')));
    const outcome = await failing.execute({ sub_agent_name: 'reader', message: 'm' }, context);
    expect(outcome).toMatchObject({ isError: true, errorKind: 'infrastructure' });
    expect(textOf(outcome)).toContain('No worker is free.');
  });
});

test('several in one turn run at the same time', async () => {
  const both = gate();
  let running = 0;
  const agentTool = tool(async (name) => {
    running += 1;
    if (running === 2) both.open();
    await both.promise;
    return { runId: `run_${name}`, stopReason: 'answered', response: name };
  });
  const model = scriptedModel([
    {
      calls: [
        call('1', 'Agent', { sub_agent_name: 'reader', message: 'a' }),
        call('2', 'Agent', { sub_agent_name: 'writer', message: 'b' }),
      ],
    },
    { text: 'done' },
  ]);
  await expect(runAgentLoop(bench({ model, tools: [agentTool] }))).resolves.toMatchObject({
    stopReason: 'answered',
  });
  expect(running).toBe(2);
});
