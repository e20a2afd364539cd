import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { GROUPS } from './commands/index.ts';
import { createProgram } from './program.ts';

let out = '';
const program = createProgram(async () => {}, {
  output: {
    out: (text) => {
      out += text;
    },
    err() {},
    stream: process.stderr,
    isTerminal: false,
  },
  env: {},
  signal: new AbortController().signal,
});

test('every command, argument and option says what it is, and what is so without it', () => {
  const missing: string[] = [];
  const look = (command: Command, path: string) => {
    if (command.description() === '') missing.push(path);
    for (const one of command.registeredArguments) {
      if (one.description === '') missing.push(`${path} <${one.name()}>`);
    }
    for (const { flags, description, required, optional, mandatory, defaultValue } of command.options) {
      const hasDefault = mandatory || defaultValue !== undefined || description.includes('default');
      if (description === '' || ((required || optional) && !hasDefault)) missing.push(`${path} ${flags}`);
    }
    for (const child of command.commands) look(child, `${path} ${child.name()}`);
  };
  look(program, 'nex');
  expect(missing).toEqual([]);
});

test('the help of all has its groups and the first steps', () => {
  program.outputHelp();
  for (const heading of Object.keys(GROUPS)) expect(out).toContain(`\n${heading}\n`);
  expect(out).toContain('First steps:');
});
