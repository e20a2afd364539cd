import { NexError } from '@nex/core';
import { expect, test } from 'vitest';
import { CreateBuildBody, parseSpec } from './parse-spec.ts';

const parse = (body: object) =>
  parseSpec(CreateBuildBody.parse({ frameworkId: 'fw_1', ...body }), { tokenizers: new Map() }).spec;

test('defaults are filled in', () => {
  expect(parse({})).toEqual({
    frameworkId: 'fw_1',
    queries: 24,
    samples: 1,
    seed: 7,
    difficulty: { easy: 0.2, medium: 0.5, hard: 0.3 },
    languages: ['en'],
    concurrency: 32,
  });
});

test.each([
  [{ difficulty: { easy: 0.5, medium: 0.5, hard: 0.5 } }, 'difficulty', 'add up to 1.5'],
  [{ difficulty: { easy: 0, medium: 0, hard: 0 } }, 'difficulty', 'add up to 0'],
  [{ difficulty: { easy: -0.5, medium: 1, hard: 0.5 } }, 'difficulty.easy', 'easy queries is -0.5'],
  [{ difficulty: { easy: 0, medium: 0, hard: 1.5 } }, 'difficulty.hard', '1.5'],
  [{ difficulty: { easy: 0.3, medium: 0.3, hard: 0.3985 } }, 'difficulty', 'add up to 0.9985'],
  [{ queries: 100_000, samples: 64 }, 'samples', '6400000 runs'],
  [{ languages: ['en', 'en'] }, 'languages', 'named twice'],
])('%j is refused at %s with its numbers', (body, where, text) => {
  const thrown = (() => {
    try {
      return parse(body);
    } catch (error) {
      return error;
    }
  })();
  expect(thrown).toBeInstanceOf(NexError);
  expect(thrown).toMatchObject({ code: 'build_invalid', where, message: expect.stringContaining(text) });
});

test('shares within a thousandth of 1 pass', () => {
  expect(parse({ difficulty: { easy: 0.333, medium: 0.333, hard: 0.333 } }).difficulty.easy).toBe(0.333);
});
