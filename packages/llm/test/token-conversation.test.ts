import { type Message, type ModelDelta, type ModelReply, type ToolDefinition, textMessage } from '@nex/core';
import { afterEach, expect, test } from 'vitest';
import { TINY } from '../src/__fixtures__/tiny-tokenizer.ts';
import { tokenTracesOf } from '../src/index.ts';
import type { PlayedReply } from './reply-server.ts';
import { FIRST, generated, PROMPT, setUpTokenServer } from './token-server.ts';

const { signal } = new AbortController();
const { ids, newline } = TINY;
const LOOK: ToolDefinition = {
  name: 'look',
  description: 'Looks.',
  inputSchema: { type: 'object', properties: {} },
  origin: { kind: 'builtin' },
  repeatable: true,
  disableParallel: false,
};

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});
const setUp = (replies: PlayedReply[]) => setUpTokenServer(stack, replies);

const result = (text: string): Message => ({
  role: 'tool',
  content: [
    {
      type: 'tool_result',
      toolCallId: 'call_0',
      toolName: 'look',
      content: [{ type: 'text', text }],
      isError: false,
    },
  ],
});
test('a conversation is one sequence of tokens: prompt, samples, news', async () => {
  const { model, asked, server } = await setUp([
    generated(['<call>', '{', '}', '<|end|>']),
    generated(['it', 'is', 'five', '<|end|>']),
  ]);
  const deltas: ModelDelta[] = [];
  const first = await model.call(
    { messages: FIRST },
    { signal, onDelta: (delta) => void deltas.push(delta) },
  );
  const second = await model.call({ messages: [...FIRST, first.message, result('five')] }, { signal });

  const call = ids('<call>', '{', '}', '<|end|>');
  const news = [newline, ...ids('<|start|>', 'tool', 'five', '<|end|>', '\n', '<|start|>', 'assistant')];
  const answer = ids('it', 'is', 'five', '<|end|>');
  expect(server.requests[0]?.path).toBe('/v1/generate');
  expect(asked().map((body) => body.input_ids)).toEqual([PROMPT, [...PROMPT, ...call, ...news]]);
  expect(first).toMatchObject({
    finishReason: 'tool_calls',
    message: { content: [{ type: 'tool_call', name: 'look', arguments: {} }] },
    usage: { inputTokens: 7, outputTokens: 4, cachedInputTokens: 2, modelCalls: 1 },
    tokens: { promptTokenIds: PROMPT, tokenIds: call, text: '<call> { }<|end|>' },
  });
  expect(first.tokens?.logprobs?.map(({ tokenId, logprob }) => [tokenId, logprob])).toEqual(
    call.map((id, i) => [id, -i - 0.5]),
  );
  expect(deltas).toMatchObject([{ type: 'tool_call', index: 0, name: 'look' }]);
  expect(second.message).toEqual(textMessage('assistant', 'it is five'));
  const zeros = (list: number[]) => list.map(() => 0);
  const ones = (list: number[]) => list.map(() => 1);
  expect(tokenTracesOf([first, second])).toMatchObject([
    {
      final_token_list: [...PROMPT, ...call, ...news, ...answer],
      response_mask: [...zeros(PROMPT), ...ones(call), ...zeros(news), ...ones(answer)],
    },
  ]);
});

test.each([
  ['within its text', ['it', 'is']],
  ['after a mark that is a token of its own', ['it', '<call>']],
])('an answer that was cut %s is ended by the news; what was sampled stays', async (_name, sampled) => {
  const { model, asked } = await setUp([generated(sampled, 'length'), generated(['five', '<|end|>'])]);
  const first = await model.call({ messages: FIRST }, { signal });
  expect(first.finishReason).toBe('length');
  await model.call({ messages: [...FIRST, first.message, textMessage('user', 'now')] }, { signal });
  const news = ids('<|end|>', '\n', '<|start|>', 'user', 'now', '<|end|>', '\n', '<|start|>', 'assistant');
  expect(asked()[1]?.input_ids).toEqual([...PROMPT, ...ids(...sampled), ...news]);
});

test('two answers to one request continue on their own', async () => {
  const { model, asked } = await setUp([
    generated(['five', '<|end|>']),
    generated(['six', '<|end|>']),
    generated(['it', '<|end|>']),
  ]);
  const answers: ModelReply[] = [];
  for (let i = 0; i < 2; i += 1) answers.push(await model.call({ messages: FIRST }, { signal }));
  const next = textMessage('user', 'again');
  for (const { message } of answers) await model.call({ messages: [...FIRST, message, next] }, { signal });
  const tail = [newline, ...ids('<|start|>', 'user', 'again', '<|end|>', '\n', '<|start|>', 'assistant')];
  expect(
    asked()
      .slice(2)
      .map((body) => body.input_ids),
  ).toEqual([
    [...PROMPT, ...ids('five', '<|end|>'), ...tail],
    [...PROMPT, ...ids('six', '<|end|>'), ...tail],
  ]);
  // The first branch goes on after the second one was made.
  const [first] = answers as [ModelReply];
  const last = [...FIRST, first.message, next, textMessage('assistant', 'it'), textMessage('user', 'thanks')];
  await model.call({ messages: last }, { signal });
  expect(asked()[4]?.input_ids.slice(0, PROMPT.length + 2)).toEqual([...PROMPT, ...ids('five', '<|end|>')]);
});

test('an answer is known again under other call ids', async () => {
  const { model, asked } = await setUp([
    generated(['<call>', '{', '}', '<|end|>']),
    generated(['five', '<|end|>']),
  ]);
  const { message } = await model.call({ messages: FIRST }, { signal });
  const renamed: Message = {
    role: 'assistant',
    content: message.content.map((block) =>
      block.type === 'tool_call' ? { ...block, id: 'r2_call_0' } : block,
    ),
  };
  await model.call({ messages: [...FIRST, renamed, result('five')] }, { signal });
  expect(asked()[1]?.input_ids.slice(0, PROMPT.length + 4)).toEqual([
    ...PROMPT,
    ...ids('<call>', '{', '}', '<|end|>'),
  ]);
});

test('a reminder that stood at the end of one request stays in the sequence', async () => {
  const { model, asked } = await setUp([
    generated(['five', '<|end|>']),
    generated(['six', '<|end|>']),
    generated(['it', '<|end|>']),
  ]);
  const reminder = (text: string) => textMessage('user', text);
  const messages = [...FIRST];
  for (const [news, hint] of [
    [undefined, 'be brief'],
    ['again', 'brief now'],
    ['thanks', 'now'],
  ] as const) {
    if (news !== undefined) messages.push(textMessage('user', news));
    const { message } = await model.call({ messages: [...messages, reminder(hint)] }, { signal });
    messages.push(message);
  }
  const shown = PROMPT.slice(0, -2);
  const user = (text: string) => ids('<|start|>', 'user', ...text.split(' '), '<|end|>', '\n');
  const start = ids('<|start|>', 'assistant');
  const first = [...shown, ...user('be brief'), ...start];
  const second = [
    ...first,
    ...ids('five', '<|end|>', '\n'),
    ...user('again'),
    ...user('brief now'),
    ...start,
  ];
  const third = [...second, ...ids('six', '<|end|>', '\n'), ...user('thanks'), ...user('now'), ...start];
  expect(asked().map((body) => body.input_ids)).toEqual([first, second, third]);
});

test('a conversation from elsewhere is tokenized whole', async () => {
  const { model, asked } = await setUp([generated(['five', '<|end|>'])]);
  const messages = [...FIRST, textMessage('assistant', 'six'), textMessage('user', 'again')];
  await model.call({ messages }, { signal });
  const rest = ids(
    'six',
    '<|end|>',
    '\n',
    '<|start|>',
    'user',
    'again',
    '<|end|>',
    '\n',
    '<|start|>',
    'assistant',
  );
  expect(asked()[0]?.input_ids).toEqual([...PROMPT, ...rest]);
});

test.each<[string, (first: Message) => { messages: Message[]; tools?: ToolDefinition[] }]>([
  [
    'an earlier message',
    (first) => ({ messages: [textMessage('system', 'be'), FIRST[1] as Message, first] }),
  ],
  ['the list of tools', (first) => ({ messages: [...FIRST, first], tools: [LOOK] })],
])('%s changed since: a clear failure, no request', async (_name, change) => {
  const { model, server } = await setUp([generated(['five', '<|end|>'])]);
  const { message } = await model.call({ messages: FIRST }, { signal });
  const { messages, ...rest } = change(message);
  const call = model.call({ messages: [...messages, textMessage('user', 'again')], ...rest }, { signal });
  await expect(call).rejects.toMatchObject({
    code: 'invalid_request',
    hint: expect.stringContaining('compaction') as string,
  });
  expect(server.requests).toHaveLength(1);
});
