import type { Message, ToolDefinition } from '@nex/core';
import { expect, it } from 'vitest';
import { toTemplateMessages, toTemplateTools } from './template-messages.ts';

const MESSAGES: Message[] = [
  { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] },
  {
    role: 'user',
    content: [
      { type: 'text', text: 'Look' },
      { type: 'image', url: 'data:image/png;base64,AA' },
    ],
  },
  {
    role: 'assistant',
    content: [
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'One moment.' },
      { type: 'tool_call', id: 'c1', name: 'look', argumentsText: '{"at":1.0}', arguments: { at: 1 } },
      { type: 'tool_call', id: 'c2', name: 'look', argumentsText: '{"at":' },
    ],
  },
  {
    role: 'tool',
    content: [
      {
        type: 'tool_result',
        toolCallId: 'c1',
        toolName: 'look',
        content: [{ type: 'text', text: '21' }],
        isError: false,
      },
    ],
  },
];

it('gives messages the form of the chat API', () => {
  expect(toTemplateMessages(MESSAGES, { argumentsAs: 'object' })).toEqual([
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Look' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } },
      ],
    },
    {
      role: 'assistant',
      content: 'One moment.',
      reasoning_content: 'Hm.',
      tool_calls: [
        { id: 'c1', type: 'function', function: { name: 'look', arguments: { at: 1 } } },
        { id: 'c2', type: 'function', function: { name: 'look', arguments: '{"at":' } },
      ],
    },
    { role: 'tool', tool_call_id: 'c1', name: 'look', content: '21' },
  ]);
});

it('keeps the bytes of the model when arguments are text', () => {
  const [, , assistant] = toTemplateMessages(MESSAGES, { argumentsAs: 'text' });
  expect(assistant?.['tool_calls']).toMatchObject([
    { function: { arguments: '{"at":1.0}' } },
    { function: { arguments: '{"at":' } },
  ]);
});

it('gives tools the form of the chat API', () => {
  const tool: ToolDefinition = {
    name: 'look',
    description: 'Looks.',
    inputSchema: { type: 'object', properties: {} },
    origin: { kind: 'custom' },
    repeatable: true,
    disableParallel: false,
  };
  expect(toTemplateTools([tool])).toEqual([
    { type: 'function', function: { name: 'look', description: 'Looks.', parameters: tool.inputSchema } },
  ]);
});
