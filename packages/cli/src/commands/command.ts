/** What a command is made of: its place in the command line, and the work. */
import type { Command } from 'commander';
import type { Context } from '../context.ts';

/** Runs the work with a context and turns its end into the process' exit code. A number is the exit code. */
export type Runner = (
  command: Command,
  // biome-ignore lint/suspicious/noConfusingVoidType: most commands end without a word
  work: (context: Context) => Promise<number | void>,
) => Promise<void>;

/** Adds the command to the program. Does nothing else: no reads, no checks. */
export type CommandDefinition = (program: Command, run: Runner) => Command;
