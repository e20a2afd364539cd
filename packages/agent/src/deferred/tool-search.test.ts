import { type Message, type Tool, textMessage, textOf, textOutcome, toolCallsOf } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { summaryModel } from '../__fixtures__/conversations.ts';
import { bench, call, results, START, scriptedModel, tool } from '../__fixtures__/loop-fixture.ts';
import { createPermit } from '../permissions/create-permit.ts';
import { runAgentLoop } from '../run-agent-loop.ts';
import { createToolSearch, search } from './tool-search.ts';

function deferred(name: string, description = '', searchHint?: string): Tool & { runs: string[] } {
  const made = tool(name, undefined, { description });
  return { ...made, deferred: searchHint === undefined ? {} : { searchHint } };
}

describe('search', () => {
  const tools = [
    deferred('mcp__files__read', 'Gets content.'),
    deferred('reader', 'Opens books.', 'library'),
    deferred('x_bread_y', 'Bakes.'),
    deferred('list', 'Reads a folder.'),
    deferred('send', 'Mails.', 'to read later'),
    deferred('a-b', 'Nothing.'),
  ];
  test.each<[query: string, found: string[]]>([
    // Exact token 10, part of a token 5 (by name when equal), hint 4, description 2.
    ['read', ['mcp__files__read', 'reader', 'x_bread_y', 'send', 'list']],
    ['READ', ['mcp__files__read', 'reader', 'x_bread_y', 'send', 'list']],
    // A term over the border of tokens is found in the name as a whole: 3.
    ['__files', ['mcp__files__read']],
    // Terms add up: 5 + 4 is less than 10.
    ['library read', ['mcp__files__read', 'reader', 'x_bread_y', 'send', 'list']],
    ['library reader', ['reader']],
    ['+read', ['mcp__files__read', 'reader', 'x_bread_y']],
    ['+read folder', ['mcp__files__read', 'reader', 'x_bread_y']],
    ['+reader library', ['reader']],
    ['+nothing', []],
    ['+', []],
    ['nowhere', []],
  ])('%s', (query, found) => {
    expect(search(tools, query, 10)).toEqual(found);
  });

  test('the best first, not more than asked for', () => {
    expect(search(tools, 'read', 2)).toEqual(['mcp__files__read', 'reader']);
  });
});

describe('the tool', () => {
  const made = createToolSearch([deferred('far'), deferred('farther')]);
  const run = async (args: object) => {
    const outcome = await made?.execute({ ...args }, { signal: new AbortController().signal, callId: 'c' });
    return [textOf(outcome ?? { content: [] }), outcome?.structured];
  };

  test('is there only with deferred tools', () => {
    expect(createToolSearch([tool('near')])).toBeUndefined();
    expect(made?.definition).toMatchObject({ name: 'ToolSearch', repeatable: true });
  });

  test("speaks NexAU's texts", async () => {
    expect(await run({ query: 'far' })).toEqual([
      'Found 2 tool(s): far, farther. They are now available for use.',
      { tools: ['far', 'farther'] },
    ]);
    expect(await run({ query: 'far', max_results: 1 })).toEqual([
      'Found 1 tool(s): far. They are now available for use.',
      { tools: ['far'] },
    ]);
    expect(await run({ query: 'near' })).toEqual(['No matching tools found.', { tools: [] }]);
  });

  test.each([
    [{ query: 'x' }, 'valid'],
    [{ query: 'x', max_results: 3 }, 'valid'],
    [{ query: ' ' }, 'query must'],
    [{}, 'query must'],
    [{ query: 'x', max_results: 0 }, 'max_results must'],
    [{ query: 'x', max_results: 1.5 }, 'max_results must'],
    [{ query: 'x', limit: 1 }, 'limit is not an argument'],
  ])('checks %j', (args, text) => {
    expect(made?.check(args) ?? 'valid').toContain(text);
  });
});

describe('in the loop', () => {
  const find = { calls: [call('s', 'ToolSearch', { query: 'far' }), call('too-soon', 'far')] };
  const use = { calls: [call('u', 'far')] };
  const names = (model: ReturnType<typeof scriptedModel>) =>
    model.requests.map(({ tools }) => tools?.map((one) => one.name));

  test('a found tool is described from the next call on, and not before', async () => {
    const model = scriptedModel([{ calls: [call('n', 'near')] }, find, use, { text: 'done' }]);
    const far = deferred('far');
    const input = bench({ model, tools: [tool('near'), far, deferred('other')] });
    await runAgentLoop(input);
    expect(names(model)).toEqual([
      ['near', 'ToolSearch'],
      ['near', 'ToolSearch'],
      ['near', 'far', 'ToolSearch'],
      ['near', 'far', 'ToolSearch'],
    ]);
    expect(model.requests[1]?.tools).toBe(model.requests[0]?.tools);
    expect(model.requests[3]?.tools).toBe(model.requests[2]?.tools);
    expect(far.runs).toEqual(['u']);
    const kinds = results(input.recorder.messages).map((one) => one.errorKind);
    expect(kinds).toEqual([undefined, undefined, 'unknown_tool', undefined]);
  });

  test('a resumed run sees the tools that the conversation found', async () => {
    const first = bench({ model: scriptedModel([find]), tools: [deferred('far')] });
    await runAgentLoop(first);
    const model = scriptedModel([use, { text: 'done' }]);
    const far = deferred('far');
    const history = [...START, ...first.recorder.messages];
    await runAgentLoop(bench({ model, history, tools: [far] }));
    expect(names(model)[0]).toEqual(['far', 'ToolSearch']);
    expect(far.runs).toEqual(['u']);
  });

  test.each(['clear-results', 'summarize'] as const)(
    'what was found outlives a compaction by %s',
    async (firstStage) => {
      const work = tool('near', async () => textOutcome('x'.repeat(4_000)));
      const turns = Array.from({ length: 6 }, (_, n) => ({
        calls: [call(`n${n}`, 'near')],
        tokens: [0, 0] as [number, number],
      }));
      const model = scriptedModel([find, ...turns, use, { text: 'done' }]);
      const compaction = { maxContextTokens: 6_000, firstStage, summaryModel: summaryModel() };
      const far = deferred('far');
      const input = bench({ model, tools: [work, far], compaction });
      await runAgentLoop(input);
      const [{ messages } = { messages: [] }] = input.recorder.replacements;
      const found = messages.flatMap(toolCallsOf).some((one) => one.name === 'ToolSearch');
      expect(found).toBe(firstStage === 'clear-results');
      expect(names(model).at(-1)).toEqual(['near', 'far', 'ToolSearch']);
      expect(far.runs).toEqual(['u']);
      const resumed = scriptedModel([{ text: 'done' }]);
      await runAgentLoop(
        bench({ model: resumed, tools: [work, far], history: [...messages, textMessage('user', 'x')] }),
      );
      expect(names(resumed)[0]).toEqual(['near', 'far', 'ToolSearch']);
    },
  );

  test.each([
    ['allow', { allow: ['**'], deny: [] }, 'ran'],
    ['deny', { allow: [], deny: ['far'] }, 'denied'],
    ['ask', { allow: [], deny: ['x'] }, 'denied'],
  ])('%s is decided as if the tool had been there from the start', async (_name, rules, expected) => {
    const decide = async (hidden: boolean) => {
      const permit = createPermit({ name: 'far', aliases: [] }, rules);
      const plain: Tool = hidden ? deferred('far') : tool('far');
      const far: Tool = permit ? { ...plain, permit } : plain;
      const input = bench({
        model: scriptedModel([...(hidden ? [find] : []), use, { text: 'done' }]),
        tools: [far],
      });
      await runAgentLoop(input);
      const last: Message | undefined = input.recorder.messages.findLast(
        (message) => message.role === 'tool',
      );
      return last && (results([last])[0]?.errorKind ?? 'ran');
    };
    expect([await decide(false), await decide(true)]).toEqual([expected, expected]);
  });
});
