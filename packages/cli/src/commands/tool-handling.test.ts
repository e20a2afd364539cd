import { Command } from 'commander';
import { expect, test } from 'vitest';
import { showLines } from './cassette/show.ts';
import { addToolOptions, localToolsOf, type ToolOptions, toolsOf } from './tool-handling.ts';

function parse(...args: string[]): ToolOptions {
  const command = addToolOptions(new Command('run'))
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return command.parse(args, { from: 'user' }).opts();
}

const DEFAULTS = { tools: '*', probability: 0.1, perRun: 1, latencyMs: 2000, calls: 2 };

test.each([
  [[], {}],
  [['--cassette', 'a'], { tools: { cassette: { name: 'a', mode: 'strict' } } }],
  [['--fault', 'latency'], { tools: { faults: [{ ...DEFAULTS, kind: 'latency' }] } }],
  [
    [
      '--cassette',
      'a',
      '--cassette-mode',
      'record',
      '--fault',
      'outage:memory/*:0.5',
      '--fault',
      'latency:x',
    ],
    {
      tools: {
        cassette: { name: 'a', mode: 'record' },
        faults: [
          { ...DEFAULTS, kind: 'outage', tools: 'memory/*', probability: 0.5 },
          { ...DEFAULTS, kind: 'latency', tools: 'x' },
        ],
      },
    },
  ],
])('%j', (args, expected) => {
  expect(toolsOf(parse(...args))).toEqual(expected);
});

test('in this process the cassette is a file', () => {
  expect(localToolsOf(parse('--cassette', 'a/b.jsonl'))).toEqual({
    tools: { cassette: { file: 'a/b.jsonl', mode: 'strict' } },
  });
});

test('a mode without a cassette is refused', () => {
  const options = parse('--cassette-mode', 'record', '--fault', 'latency');
  for (const read of [toolsOf, localToolsOf]) expect(() => read(options)).toThrow('and no cassette');
});

test.each(['storm', 'latency:x:2', 'latency:x:', 'latency:x:0.1:y'])('%s is refused', (text) => {
  expect(() => parse('--fault', text)).toThrow('Give one of latency, rate_limit');
});

test('a cassette is shown by tool, with what has changed', () => {
  const tool = { server: 'calc', tool: 'math', calls: 1200, outcomes: 3, bytes: 90, schemas: 2 };
  const detail = { name: 'a', createdAt: '', calls: 1200, takes: 1, outcomes: 3, bytes: 90, tools: [tool] };
  expect(showLines(detail)).toEqual([
    'a: 1,200 calls in 1 take, 3 outcomes of 90 bytes',
    'server  tool  calls  outcomes  bytes  schemas',
    'calc    math  1,200  3         90     2',
    'math (calc) was recorded under 2 input schemas: it has changed in between.',
  ]);
});
