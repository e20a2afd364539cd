import { expect, test } from 'vitest';
import { codeFault } from './code-fault.ts';
import { isSame, runCases } from './run-cases.ts';
import type { ToolRoom } from './tool-room.ts';

const run = (body: string) => `export function run(args: any) { ${body} }`;

test.each([
  ['a pure function', run('return { sum: args.a + 1 };'), undefined],
  ['no export', 'function run() {}', /exports no function/],
  ['an import', `import fs from 'node:fs';\n${run('return 1;')}`, /imports/],
  ['an import at run time', run("return import('node:fs');"), /imports/],
  ['require', run("return require('fs');"), /require/],
  ['eval', run('return eval(args.code);'), /made at run time/],
  ['the process', run('return process.env;'), /surroundings/],
  ['the network', run('return fetch(args.url);'), /surroundings/],
  ['the clock', run('return Date.now();'), /clock/],
  ['chance', run('return Math.random();'), /random/],
])('%s', (_name, code, fault) => {
  if (fault === undefined) expect(codeFault(code)).toBeUndefined();
  else expect(codeFault(code)).toMatch(fault);
});

test.each([
  [1, 1 + 1e-9, true],
  [1, 1.01, false],
  [[1, { a: 'x' }], [1, { a: 'x' }], true],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [null, 0, false],
])('%j and %j are the same: %s', (a, b, expected) => {
  expect(isSame(a, b)).toBe(expected);
});

test('each case that fails is a line; a wanted error is none', async () => {
  const room: ToolRoom = {
    type: 'local',
    unavailable: () => Promise.resolve(undefined),
    tryOut: () =>
      Promise.resolve([{ value: 2 }, { value: 5 }, { error: 'no' }, { value: 1 }, { error: 'broken' }]),
  };
  const cases = [
    { name: 'right', input: {}, expected: 2 },
    { name: 'wrong', input: {}, expected: 4 },
    { name: 'refused', input: {}, expected: { error: true } },
    { name: 'taken', input: {}, expected: { error: true } },
    { name: 'failing', input: {}, expected: 1 },
  ];
  expect(await runCases(room, '', cases, new AbortController().signal)).toEqual([
    'wrong: expected 4, got 5',
    'taken: an error was expected, not 1',
    'failing: broken',
  ]);
});
