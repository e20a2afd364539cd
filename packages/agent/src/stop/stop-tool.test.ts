import type { Json, ToolResultBlock } from '@nex/core';
import { expect, it } from 'vitest';
import { call } from '../__fixtures__/loop-fixture.ts';
import { createHalt } from '../halt.ts';
import { stopTool } from './stop-tool.ts';

function responseOf(structured: Json | undefined, name = 'finish'): string | undefined {
  const result: ToolResultBlock = {
    type: 'tool_result',
    toolCallId: 'c',
    toolName: name,
    content: [{ type: 'text', text: 'said' }],
    isError: false,
    ...(structured === undefined ? {} : { structured }),
  };
  const message = { role: 'assistant' as const, content: [call('c', name, { result: 'argument' })] };
  return stopTool({
    turn: { message, finishReason: 'tool_calls', results: [result] },
    iterations: 1,
    halt: createHalt(),
    input: { agent: { name: 'a', maxIterations: 9, stopTools: ['finish', 'complete_task'] } },
  })?.response;
}

it.each<[string, Json | undefined, string]>([
  ['no structure', undefined, 'said'],
  ['a text', 'raw', 'said'],
  ['a map', { file: 'a.html', n: 1 }, '{\n    "file": "a.html",\n    "n": 1\n}'],
  ['a list', [1], '[\n    1\n]'],
  ['what complete_task gives under another name', { status: 'TASK_COMPLETED', result: 'all' }, 'all'],
])('answers with what the tool returned: %s', (_, structured, response) => {
  expect(responseOf(structured)).toBe(response);
});

it('answers with the argument of complete_task', () => {
  expect(responseOf({ other: 1 }, 'complete_task')).toBe('argument');
});
