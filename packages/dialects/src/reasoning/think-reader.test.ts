import { describe, expect, it } from 'vitest';
import { type ThinkOptions, type ThinkPiece, ThinkReader } from './think-reader.ts';

function read(text: string, options: ThinkOptions, size = text.length || 1) {
  const reader = new ThinkReader(options);
  const pieces: ThinkPiece[] = [];
  for (let at = 0; at < text.length; at += size) pieces.push(...reader.push(text.slice(at, at + size)));
  const { pieces: last, suspended } = reader.end();
  const join = (type: string) =>
    [...pieces, ...last].flatMap((part) => (part.type === type ? [part.delta] : [])).join('');
  return { reasoning: join('reasoning'), text: join('text'), suspended };
}

const CALL = { interrupts: ['<tool_call>'] };
const OPENED = { startsInReasoning: true };

describe.each<[string, string, ThinkOptions, string, string, string]>([
  ['both tags', '<think>why</think>answer', {}, 'why', 'answer', ''],
  [
    'line breaks next to the tags',
    '\n<think>\nwhy\n\nso \n</think>\n\nanswer\n',
    {},
    'why\n\nso',
    'answer\n',
    '',
  ],
  ['an opening tag in the prompt', 'why</think>answer', OPENED, 'why', 'answer', ''],
  ['the opening tag twice', '<think><think>why</think>answer', OPENED, 'why', 'answer', ''],
  ['no closing tag', '<think>why', {}, 'why', '', ''],
  ['no tag though the prompt opened', 'why', OPENED, 'why', '', ''],
  ['an empty reasoning', '</think>answer', OPENED, '', 'answer', ''],
  ['no reasoning', 'a < b </think> <think>c', {}, '', 'a < b </think> <think>c', ''],
  ['white space alone', ' \n', {}, '', ' \n', ''],
  ['half a tag', '<thin', {}, '', '<thin', ''],
  [
    'a call in a closed reasoning',
    '<think>try <tool_call>x</think>answer',
    CALL,
    'try <tool_call>x',
    'answer',
    '',
  ],
  ['a call in an open reasoning', '<think>try <tool_call>x', CALL, 'try ', '', '<tool_call>x'],
  ['other tags', '[A]why[B]answer', { tags: { open: '[A]', close: '[B]' } }, 'why', 'answer', ''],
])('%s', (_, text, options, reasoning, content, suspended) => {
  it.each([1, 2, 3, 7, 1000])('read in pieces of %i', (size) => {
    expect(read(text, options, size)).toEqual({ reasoning, text: content, suspended });
  });
});

it('gives reasoning out as it comes', () => {
  const reader = new ThinkReader();
  expect(reader.push('<think>one two')).toEqual([{ type: 'reasoning', delta: 'one two' }]);
  expect(reader.push(' three <')).toEqual([{ type: 'reasoning', delta: ' three' }]);
  expect(reader.push('b')).toEqual([{ type: 'reasoning', delta: ' <b' }]);
});
