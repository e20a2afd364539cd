import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../schema/json-schema.ts';
import { plain } from '../text/plain.ts';
import { answerStructured } from './index.ts';
import { objectsAt } from './input.ts';

describe('personas', () => {
  it('parts that are written side by side hold nobody twice, and 5000 take no time', () => {
    const ask = (offset: number) =>
      answerStructured(
        'personas',
        {},
        JSON.stringify({ description: 'A bakery', count: 500, offset }),
        3,
      ) as JsonObject;
    const all = Array.from({ length: 10 }, (_, part) => objectsAt(ask(part * 500), 'personas')).flat();
    const told = all.map(({ persona }) => plain(persona).replace(/^.*? who /, ''));
    expect(new Set(told).size).toBe(5000);
  });
});
