import type { RunEventType } from '@nex/core';
import { expect, test } from 'vitest';
import { createTexts } from './chat-texts.ts';

/** START, END and VOID are events; all else is text of the answer under way. */
function told(steps: readonly string[], response: string): string[] {
  const texts = createTexts();
  const types: Record<string, [RunEventType, Record<string, boolean>]> = {
    START: ['TEXT_MESSAGE_START', {}],
    END: ['TEXT_MESSAGE_END', {}],
    VOID: ['TEXT_MESSAGE_END', { discarded: true }],
  };
  const parts = steps.map((step) => {
    const [type, data] = types[step] ?? ['TEXT_MESSAGE_CONTENT', { delta: step }];
    return texts.add(type, data);
  });
  return [...parts, texts.end(response)].filter((part) => part !== '');
}

test.each<[string, string[], string, string[]]>([
  ['one answer', ['START', 'It ', 'is.', 'END'], 'It is.', ['It ', 'is.']],
  [
    'answers between calls',
    ['START', 'Let me see.', 'END', 'START', 'It is.', 'END'],
    'It is.',
    ['Let me see.', '\n\nIt is.'],
  ],
  ['the result of a stop tool', ['START', 'Now.', 'END'], 'done', ['Now.', '\n\ndone']],
  ['nothing but a result', [], 'done', ['done']],
  [
    'an answer that is written anew, the same',
    ['START', 'It ', 'VOID', 'START', 'I', 't is', '.', 'END'],
    'It is.',
    ['It ', 'is', '.'],
  ],
  [
    'an answer that is written anew, another',
    ['START', 'It w', 'VOID', 'START', 'It is', '.', 'END'],
    'It is.',
    ['It w', '\n\nIt is', '.'],
  ],
  ['an answer that is taken back for good', ['START', 'It w', 'VOID'], 'done', ['It w', '\n\ndone']],
])('%s', (_name, steps, response, parts) => {
  expect(told(steps, response)).toEqual(parts);
});
