import { errorOutcome, type ToolOutcome, textOf, textOutcome } from '@nex/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bench, call, results, scriptedModel, tool } from '../../__fixtures__/loop-fixture.ts';
import { runAgentLoop } from '../../run-agent-loop.ts';
import { cutText, LongToolOutputParams, longToolOutput } from './long-tool-output.ts';

const params = (given: object = {}) => LongToolOutputParams.parse(given);

/** What one call of `name` with that outcome becomes, and the files that it leaves. */
async function pass(outcome: ToolOutcome, given: object = {}, name = 'work', id = 'a') {
  const files: Record<string, string> = {};
  const middleware = longToolOutput(params(given), async (file, text) => {
    files[file] = text;
    return `outputs/${file}`;
  });
  const input = bench({
    model: scriptedModel([{ calls: [call(id, name)] }, { text: 'done' }]),
    tools: [tool(name, async () => outcome)],
    middleware: [middleware],
  });
  await runAgentLoop(input);
  return { result: results(input.recorder.messages)[0], files };
}

test('has the defaults of NexAU', () => {
  expect(params()).toEqual({
    max_output_chars: 10_000,
    head_lines: 50,
    tail_lines: 30,
    head_chars: 5_000,
    tail_chars: 5_000,
    bypass_tool_names: [],
  });
  expect(() => params({ max_chars: 1 })).toThrow('max_chars');
});

test('keeps the whole text in a file that the model is told of', async () => {
  const text = `${'a'.repeat(9_000)}${'b'.repeat(9_000)}`;
  const { result, files } = await pass(textOutcome(text));
  expect(files).toEqual({ 'work_a.txt': text });
  const shown = textOf(result ?? { content: [] });
  expect(shown).toContain(`${'a'.repeat(5_000)}\n... [8000 chars omitted] ...\n${'b'.repeat(5_000)}`);
  expect(shown).toContain('18000 characters, is in outputs/work_a.txt');
});

test('an error stays one, and images stay', async () => {
  const image = { type: 'image', url: 'data:,' } as const;
  const outcome = errorOutcome('tool_error', 'x'.repeat(20_000));
  const { result } = await pass({ ...outcome, content: [...outcome.content, image] });
  expect(result).toMatchObject({ isError: true, errorKind: 'tool_error' });
  expect(result?.content).toHaveLength(2);
  expect(result?.content[1]).toEqual(image);
});

test.each([
  ['a text at the limit', 'work', { max_output_chars: 50 }, 50],
  ['a tool that is named', 'work', { max_output_chars: 50, bypass_tool_names: ['work'] }, 500],
  ['LoadSkill', 'LoadSkill', { max_output_chars: 50 }, 500],
])('%s is left alone', async (_name, name, given, length) => {
  const text = 'x'.repeat(length);
  const { result, files } = await pass(textOutcome(text), given, name);
  expect(textOf(result ?? { content: [] })).toBe(text);
  expect(files).toEqual({});
});

test('the name of the file stays a name, whatever the id is', async () => {
  const { files } = await pass(textOutcome('x'.repeat(20_000)), {}, 'work', '../../etc/x y');
  expect(Object.keys(files)).toEqual(['work_.._.._etc_x_y.txt']);
});

describe('cut', () => {
  const lines = Array.from({ length: 100 }, (_, i) => `line ${i}`);
  const text = lines.join('\n');
  const mark = (omitted: number) => `\n... [${omitted} chars omitted] ...\n`;
  test.each<[name: string, given: object, text: string, expected: string]>([
    [
      'by lines, where that shows more',
      { max_output_chars: 200, head_lines: 2, tail_lines: 1, head_chars: 3, tail_chars: 3 },
      text,
      `line 0\nline 1${mark(text.length - 13 - 7)}line 99`,
    ],
    [
      'by characters, where that shows more',
      { max_output_chars: 200, head_lines: 1, tail_lines: 1, head_chars: 50, tail_chars: 9 },
      text,
      `${text.slice(0, 50)}${mark(text.length - 59)}${text.slice(-9)}`,
    ],
    [
      'by characters, where the lines are too long',
      { max_output_chars: 60, head_lines: 90, tail_lines: 5, head_chars: 5, tail_chars: 4 },
      text,
      `line ${mark(text.length - 9)}e 99`,
    ],
    [
      'a last line break is no line',
      { max_output_chars: 60, head_lines: 1, tail_lines: 1, head_chars: 0, tail_chars: 0 },
      `${text}\n`,
      `line 0${mark(text.length + 1 - 6 - 8)}line 99\n`,
    ],
    [
      'shares that are larger than the limit, in proportion',
      { max_output_chars: 40, head_lines: 0, tail_lines: 0, head_chars: 300, tail_chars: 100 },
      text,
      `${text.slice(0, 30)}${mark(text.length - 40)}${text.slice(-10)}`,
    ],
    [
      'a pair of units that make one character stays whole',
      { max_output_chars: 10, head_lines: 0, tail_lines: 0, head_chars: 2, tail_chars: 2 },
      'a😀bcdefghijk😀z',
      `a${mark(14)}z`,
    ],
  ])('%s', (_name, given, long, expected) => {
    expect(cutText(long, params(given))).toBe(expected);
  });

  test('what is shown is head and tail of the text, and what is left out is counted', () => {
    const sizes = fc.record({
      max_output_chars: fc.integer({ min: 1, max: 300 }),
      head_lines: fc.nat(20),
      tail_lines: fc.nat(20),
      head_chars: fc.nat(300),
      tail_chars: fc.nat(300),
    });
    const texts = fc.string({
      unit: fc.constantFrom('a', 'b', '\n', '😀', 'é'),
      minLength: 1,
      maxLength: 600,
    });
    fc.assert(
      fc.property(sizes, texts, (given, long) => {
        fc.pre(long.length > given.max_output_chars);
        const cut = cutText(long, params(given));
        const parts = /^([\s\S]*)\n\.\.\. \[(\d+) chars omitted\] \.\.\.\n([\s\S]*)$/.exec(cut);
        const [, head = '', omitted, tail = ''] = parts ?? [];
        expect(long.startsWith(head) && long.endsWith(tail)).toBe(true);
        expect(head.length + tail.length + Number(omitted)).toBe(long.length);
        expect(head.length + tail.length).toBeLessThanOrEqual(given.max_output_chars + 2);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});
