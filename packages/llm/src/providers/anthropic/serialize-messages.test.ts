import { type Block, type Message, parseJsonObject, textMessage } from '@nex/core';
import { describe, expect, test } from 'vitest';
import type { ProviderOptions } from '../provider-options.ts';
import { createRequestSerializer } from './serialize-request.ts';

const make = (options: Partial<ProviderOptions> = {}) =>
  createRequestSerializer({ baseUrl: 'http://x', model: 'm1', ...options });
const body = (request: { messages: Message[] }, options: Partial<ProviderOptions>) =>
  parseJsonObject(make(options).body(request, false)) ?? {};
const says = (...content: Block[]): Message => ({ role: 'assistant', content });
const user = textMessage('user', 'u');
const call = (id: string, argumentsText: string): Block => ({
  type: 'tool_call',
  id,
  name: 'look',
  argumentsText,
});
const result = (toolCallId: string, value: string): Message => ({
  role: 'tool',
  content: [
    {
      type: 'tool_result',
      toolCallId,
      toolName: 'look',
      content: [{ type: 'text', text: value }],
      isError: false,
    },
  ],
});
const text = (value: string) => ({ type: 'text', text: value });

describe('cache marks', () => {
  const mark = { type: 'ephemeral' };
  const part = (value: string, cache?: true) => ({
    type: 'text' as const,
    text: value,
    ...(cache ? { cache } : {}),
  });

  test('on marked parts of the system prompt and the first block of the last user message', () => {
    const messages: Message[] = [
      { role: 'system', content: [part('fixed', true), part('varying')] },
      user,
      says(call('a', '{}'), call('b', '{}')),
      result('a', 'one'),
      result('b', 'two'),
    ];
    const made = body({ messages }, { settings: { cacheTtl: '1h' } });
    expect(made.system).toEqual([
      { ...text('fixed'), cache_control: { ...mark, ttl: '1h' } },
      text('varying'),
    ]);
    expect(made.messages).toMatchObject([
      { content: [text('u')] },
      {},
      { content: [{ tool_use_id: 'a', cache_control: { ...mark, ttl: '1h' } }, { tool_use_id: 'b' }] },
    ]);
    expect(JSON.stringify(made).split('cache_control')).toHaveLength(3);
  });

  test('never more than four', () => {
    const content = Array.from({ length: 6 }, (_, at) => part(`p${at}`, true));
    const made = body({ messages: [{ role: 'system', content }, user] }, {});
    expect(made.system).toMatchObject([
      {},
      {},
      {},
      { cache_control: mark },
      { cache_control: mark },
      { cache_control: mark },
    ]);
    expect(JSON.stringify(made).split('cache_control')).toHaveLength(5);
  });

  test('when the mark moves on, the bytes before it are the same but for the mark', () => {
    const serializer = make();
    const turn = [textMessage('system', 's'), user];
    const before = serializer.body({ messages: turn }, false);
    const after = serializer.body({ messages: [...turn, says({ type: 'text', text: 'a' }), user] }, false);
    const unmarked = before.replace(',"cache_control":{"type":"ephemeral"}', '');
    expect(unmarked).not.toBe(before);
    expect(after.startsWith(unmarked.slice(0, -2))).toBe(true);
  });

  test('a message is written once, however often it is sent', () => {
    let reads = 0;
    const watched = {
      role: 'user',
      content: [
        {
          type: 'text',
          get text() {
            reads += 1;
            return 'w';
          },
        },
      ],
    } as Message;
    const serializer = make();
    serializer.body({ messages: [watched] }, false);
    const once = reads;
    serializer.body({ messages: [watched, says({ type: 'text', text: 'a' }), user] }, false);
    expect(reads).toBe(once);
  });
});
