import { errorOutcome, type Json, type ToolOutcome, textOf, textOutcome } from '@nex/core';
import { expect, it } from 'vitest';
import { hookToolOutput, outcomeFromHook } from './hook-tool-output.ts';

const IMAGE: ToolOutcome = {
  content: [
    { type: 'text', text: 'a' },
    { type: 'image', url: 'data:image/png;base64,AA==' },
  ],
  isError: false,
};

it.each<[ToolOutcome, Json]>([
  [textOutcome('seen'), { content: 'seen' }],
  [{ ...textOutcome('x'), structured: { a: 1 } }, { a: 1 }],
  [{ ...textOutcome('[1]'), structured: [1] }, { result: [1] }],
  [errorOutcome('denied', 'no'), { error: 'no', error_type: 'denied' }],
  [
    IMAGE,
    [
      { type: 'text', text: 'a' },
      { type: 'image', image_url: 'data:image/png;base64,AA==' },
    ],
  ],
])('a hook sees of %j', (outcome, seen) => {
  expect(hookToolOutput(outcome)).toEqual(seen);
});

it('shows what a hook gives in place of an output', () => {
  expect(outcomeFromHook(IMAGE, 't', {})).toBe(IMAGE);
  const swapped = outcomeFromHook({ ...textOutcome('old'), structured: { a: 1 } }, 't', { output: { a: 2 } });
  expect(swapped).toMatchObject({ isError: false, structured: { a: 2 } });
  expect(textOf(swapped)).not.toContain('old');
  expect(outcomeFromHook(IMAGE, 't', { output: hookToolOutput(IMAGE) }).content).toEqual(IMAGE.content);
  const told = outcomeFromHook(textOutcome('old'), 't', { output: { a: 2 }, shown: 'for the model' });
  expect(told).toMatchObject({ content: [{ type: 'text', text: 'for the model' }], structured: { a: 2 } });
});

it('a failure stays one until a hook gives an object that is none', () => {
  const failed = errorOutcome('infrastructure', 'gone');
  expect(outcomeFromHook(failed, 't', { output: 'try again' })).toMatchObject({
    isError: true,
    errorKind: 'infrastructure',
  });
  expect(outcomeFromHook(failed, 't', { output: { content: 'fine' } })).toMatchObject({ isError: false });
  expect(outcomeFromHook(textOutcome('ok'), 't', { output: { error: 'no' } })).toMatchObject({
    isError: true,
    errorKind: 'tool_error',
  });
});
