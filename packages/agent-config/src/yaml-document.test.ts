import { describe, expect, it } from 'vitest';
import { parseYaml, plainScalarValue, toPlain } from './yaml-document.ts';

const read = (text: string): unknown => toPlain(parseYaml(text, 'a.yaml'), 'a.yaml');

describe('scalars as PyYAML reads them', () => {
  it.each<[string, unknown]>([
    ['v: yes', true],
    ['v: Off', false],
    ['v: y', 'y'],
    ['v: N', 'N'],
    ['v: 010', 8],
    ['v: 0x1f', 31],
    ['v: 1_000', 1000],
    ['v: ~', null],
    ['v:', null],
    ['v: 1:30', 90],
    ['v: 08', '08'],
    ['v: 1e3', '1e3'],
    ['v: 1.0e+3', 1000],
    ['v: -.5', '-.5'],
    ['v: .5', 0.5],
    ['v: .', '.'],
    ['v: 2024-01-01', '2024-01-01'],
    ['v: "yes"', 'yes'],
  ])('%s', (text, value) => {
    expect(read(text)).toEqual({ v: value });
  });

  it('keeps keys as text and merges maps', () => {
    expect(read('base: &b {x: 1, y: 2}\nno:\n  <<: *b\n  y: 3\n1: a')).toEqual({
      base: { x: 1, y: 2 },
      no: { x: 1, y: 3 },
      '1': 'a',
    });
  });

  it('holds a __proto__ key without touching any prototype', () => {
    const value = read('__proto__: {polluted: true}');
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });
});

describe('faults', () => {
  it.each([
    ['a: [1', 'a.yaml:1', /not valid YAML/],
    ['a: 1\na: 2', 'a.yaml:2', /unique/],
    ['a: 1\nb: !!python/object:os.system x', 'a.yaml:2', /Unresolved tag/],
    ['a: *nothing', 'a.yaml', /alias/i],
    ['? [a]\n: 1', 'a.yaml:1', /not valid YAML/],
  ])('%j', (text, where, message) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'config_invalid', where, message: expect.stringMatching(message) }),
    );
  });

  it('refuses aliases that multiply', () => {
    const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
    expect(() => read(`l0: &l0 [x]\n${levels.join('\n')}`)).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    );
  });

  it.each([100, 1000, 1500, 2000, 2500, 100_000])('refuses %i levels', (levels) => {
    const text = `a: ${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'config_invalid' }));
  });

  it.each(['a: &a [*a]', 'a: &a {b: *a, c: *a}'])('refuses a value within itself: %s', (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'config_invalid' }));
  });
});

it.each<[string, unknown]>([
  ['4096', 4096],
  ['0.5', 0.5],
  ['0.50', '0.50'],
  ['007', '007'],
  ['true', true],
  ['', null],
  ['a: b', 'a: b'],
  ['[1]', '[1]'],
  ['x # y', 'x # y'],
  ['"q"', '"q"'],
])('a plain scalar with the text %j has the value %j', (text, value) => {
  expect(plainScalarValue(text)).toBe(value);
});
