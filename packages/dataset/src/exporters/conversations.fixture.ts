/** Conversations that every chat template has to write: one trait each, and all traits together. */
import type { JsonObject, Message, ToolDefinition } from '@nex/core';
import { textMessage } from '@nex/core';
import { SEARCH } from '../sample.fixture.ts';

export const TOOLS: readonly ToolDefinition[] = [
  {
    ...SEARCH,
    inputSchema: {
      type: 'object',
      properties: {
        query: { type: 'string', description: 'What to look for' },
        limit: { type: 'integer' },
        tags: { type: 'array', items: { type: 'string' } },
      },
      required: ['query'],
    },
  },
  { ...SEARCH, name: 'now', description: 'Tells the time.', inputSchema: { type: 'object', properties: {} } },
];

/** Nine letters and digits: some templates take no other ids. */
const ID = 'abcdefgh';

function turn(
  thought: string,
  said: string,
  calls: readonly [name: string, args: JsonObject][],
  from = 1,
): Message {
  return {
    role: 'assistant',
    content: [
      ...(thought === '' ? [] : [{ type: 'reasoning' as const, text: thought }]),
      ...(said === '' ? [] : [{ type: 'text' as const, text: said }]),
      ...calls.map(([name, args], index) => ({
        type: 'tool_call' as const,
        id: `${ID}${from + index}`,
        name,
        argumentsText: JSON.stringify(args),
        arguments: args,
      })),
    ],
  };
}

function result(number: number, name: string, text: string, isError = false): Message {
  const content = [{ type: 'text' as const, text }];
  return {
    role: 'tool',
    content: [{ type: 'tool_result', toolCallId: `${ID}${number}`, toolName: name, content, isError }],
  };
}

const SYSTEM = textMessage('system', 'You advise on tea. Be brief.');

export interface FixtureConversation {
  messages: Message[];
  tools: readonly ToolDefinition[];
}

export const CONVERSATIONS: Readonly<Record<string, FixtureConversation>> = {
  chat: {
    tools: [],
    messages: [
      SYSTEM,
      textMessage('user', 'Which tea is green?'),
      textMessage('assistant', 'Sencha.'),
      textMessage('user', 'And black?'),
      textMessage('assistant', 'Assam.'),
    ],
  },
  'one-call': {
    tools: TOOLS,
    messages: [
      SYSTEM,
      textMessage('user', 'Which tea is green?'),
      turn('', '', [['search', { query: 'green tea' }]]),
      result(1, 'search', 'Sencha is green.'),
      textMessage('assistant', 'Sencha.'),
    ],
  },
  'parallel-calls': {
    tools: TOOLS,
    messages: [
      SYSTEM,
      textMessage('user', 'Which tea is green, and what time is it?'),
      turn('Two things to find out.', '', [
        ['search', { query: 'green "tea" & <more>', limit: 3, tags: ['a', 'b'] }],
        ['now', {}],
      ]),
      result(1, 'search', 'Sencha is green.'),
      result(2, 'now', '{"time": "09:30"}'),
      turn('Both are known now.', 'Sencha, and it is half past nine.', []),
    ],
  },
  'two-questions': {
    tools: TOOLS,
    messages: [
      SYSTEM,
      textMessage('user', 'Which tea is green?'),
      turn('I should look.', '', [['search', { query: 'green tea' }]]),
      result(1, 'search', 'The index is down.', true),
      turn('Once more.', '', [['search', { query: 'green tea', limit: 1 }]], 2),
      result(2, 'search', 'Sencha is green.'),
      turn('That is it.', 'Sencha.', []),
      textMessage('user', 'And black?'),
      turn('I know this one.', 'Assam.', []),
    ],
  },
  unicode: {
    tools: TOOLS,
    messages: [
      SYSTEM,
      textMessage('user', 'Größe? 茶 🍵'),
      turn('', '', [['search', { query: '茶 🍵 – größe\n"x"' }]]),
      result(1, 'search', 'Grün: 煎茶 🍵\nzweite Zeile'),
      textMessage('assistant', '煎茶 🍵, natürlich.'),
    ],
  },
};
