import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInterpolated } from './interpolate.ts';

const environment = {
  MODEL: 'm-1',
  N: '42',
  ODD: 'a: b # c',
  QUOTED: '"x"',
  EMPTY: '',
  NEST: '${env.MODEL}',
};
const read = (text: string, file = 'agents/main.yaml'): unknown => parseInterpolated(text, file, environment);

describe('values', () => {
  it.each<[string, unknown]>([
    ['v: ${env.MODEL}', 'm-1'],
    ['v: ${env.N}', 42],
    ['v: "${env.N}"', '42'],
    ["v: '${env.N}'", '42'],
    ['v: n${env.N}', 'n42'],
    ['v: ${env.N}${env.N}', 4242],
    ['v: ${env.ODD}', 'a: b # c'],
    ['v: "${env.QUOTED}"', '"x"'],
    ['v: ${env.EMPTY}', null],
    ['v: ${env.NEST}', '${env.MODEL}'],
    ['v: [${env.MODEL}, x${env.N}]', ['m-1', 'x42']],
    ['v: {k: ${env.MODEL}}', { k: 'm-1' }],
    ['v: |\n  a ${env.ODD}\n  b', 'a a: b # c\nb\n'],
    ['v: ${this_file_dir}/x.yaml', '/agents/x.yaml'],
    ['v: ${OTHER} ${config.a}', '${OTHER} ${config.a}'],
    ['v: a # ${env.MISSING} and ${variables.none}', 'a'],
    ['# ${env.MISSING}\nv: a', 'a'],
    ['v: "# ${env.MODEL}"', '# m-1'],
  ])('%s', (text, value) => {
    expect(read(text)).toEqual({ v: value });
  });

  it('replaces in keys, which stay text', () => {
    expect(read('${env.N}: a')).toEqual({ '42': 'a' });
  });

  it('reads variables after the environment and types them by their text', () => {
    const text =
      'variables: {m: {name: ${env.MODEL}, t: 0.5}}\nv: ${variables.m.name}\nt: ${variables.m.t}\ns: "${variables.m.t}"';
    expect(read(text)).toMatchObject({ v: 'm-1', t: 0.5, s: '0.5' });
  });

  it('means the root of the source by the folder of a file at the root', () => {
    expect(read('v: ${this_file_dir}/x', 'main.yaml')).toEqual({ v: '/./x' });
  });
});

describe('faults', () => {
  it.each([
    ['v: ${env.MISSING}', /^Environment variable 'MISSING' is not set\.$/, /Set MISSING/],
    ['v: ${env.toString}', /'toString' is not set/, /Set toString/],
    [
      'variables: {name: 1}\nv: ${variables.nam}',
      /names a variable that is not there/,
      /Did you mean "name"/,
    ],
    ['v: ${variables.a}', /names a variable/, /Nothing is known/],
    ['variables: {a: {b: 1}}\nv: ${variables.a}', /not a single value/, /text, a number/],
    ['variables: {a: 1}\nv: ${variables.a.b}', /names a variable/, /Nothing/],
    ['v: "\uE0000\uE001"', /private-use/, /Remove/],
  ])('%j', (text, message, hint) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({
        code: 'config_invalid',
        where: 'agents/main.yaml',
        message: expect.stringMatching(message),
        hint: expect.stringMatching(hint),
      }),
    );
  });
});

it('never lets a value change the structure of the file', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const text = 'a: "${env.X}"\nb: {c: ${env.X}}\nd: 1';
      const read = parseInterpolated(text, 'a.yaml', { X: value });
      expect(read).toMatchObject({ a: value, d: 1 });
      expect(Object.keys(read as object)).toEqual(['a', 'b', 'd']);
    }),
  );
});
