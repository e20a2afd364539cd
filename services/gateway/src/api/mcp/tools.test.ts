import { describeTools } from '@nex/mcp-face';
import { describe, expect, test } from 'vitest';
import { TOOLS } from './index.ts';
import { bounded } from './tool.ts';

test('names are unique', () => {
  expect(new Set(TOOLS.map(({ name }) => name)).size).toBe(TOOLS.length);
});

describe.each(TOOLS.map((tool) => [tool.name, tool] as const))('%s', (_name, tool) => {
  const [told] = describeTools([tool]);

  test('has a name that every provider takes, a title and a description', () => {
    expect(tool.name).toMatch(/^[a-z_]{1,64}$/);
    expect(tool.title.length).toBeGreaterThan(5);
    expect(tool.description).toMatch(/^[A-Z].{40,}\.$/s);
    expect(tool.description.length).toBeLessThan(1000);
  });

  test('takes an object, and in it no other keys than it names; gives an object', () => {
    expect(told?.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
    for (const name of Object.keys(told?.inputSchema.properties ?? {})) {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    }
    expect(told?.outputSchema).toMatchObject({ type: 'object' });
    expect(JSON.stringify(told).length).toBeLessThan(16_000);
  });

  test('says what it changes', () => {
    const { readOnlyHint, destructiveHint, idempotentHint } = tool.hints;
    expect(/^(get|list|search|estimate)_/.test(tool.name)).toBe(readOnlyHint);
    expect(/^(stop|cancel)_/.test(tool.name)).toBe(destructiveHint);
    if (readOnlyHint) expect(idempotentHint).toBe(true);
  });
});

describe('a result', () => {
  test('of common size is as it is', () => {
    const value = { items: [{ text: 'a'.repeat(50_000) }], nextCursor: null };
    expect(bounded(value)).toBe(value);
  });

  test('that is too large has its longest texts cut, which say by how much', () => {
    const cut = bounded({ long: 'a'.repeat(500_000), short: 'b'.repeat(1000), list: [{ n: 1 }] });
    expect(JSON.stringify(cut).length).toBeLessThanOrEqual(100_000);
    expect(cut).toMatchObject({ short: 'b'.repeat(1000), list: [{ n: 1 }] });
    expect(cut.long).toMatch(/^a{25000,} \[… \d+ characters left out\]$/);
  });

  test('of many small things is refused', () => {
    expect(() => bounded(Array.from({ length: 50_000 }, (_, at) => at))).toThrow(/too large/);
  });
});
