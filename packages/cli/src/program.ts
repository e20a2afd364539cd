/**
 * The command line as a function: arguments in, exit code out. Results go to standard output, everything else to
 * standard error; with `--json` an error is one JSON object.
 */
import { NexError } from '@nex/core';
import { Command, CommanderError } from 'commander';
import type { Runner } from './commands/command.ts';
import { GROUPS } from './commands/index.ts';
import { type ContextOptions, createContext, type GlobalOptions } from './context.ts';
import { EXIT, EXIT_HELP, exitCodeOf } from './exit-code.ts';
import { errorLines } from './output/error-lines.ts';

/** Never throws. `args` without the program's own name. */
export async function runProgram(args: readonly string[], options: ContextOptions): Promise<number> {
  const { output } = options;
  const json = args.includes('--json');
  const fail = (error: NexError): void => {
    if (json) output.err(`${JSON.stringify({ error: error.toFailure() })}\n`);
    else for (const line of errorLines(error)) output.err(`${line}\n`);
  };
  let exitCode: number = EXIT.ok;
  const run: Runner = async (command, work) => {
    const context = createContext(options, command.optsWithGlobals<GlobalOptions>());
    exitCode = (await work(context)) ?? EXIT.ok;
  };
  const program = createProgram(run, options, json);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      if (thrown.exitCode === 0) return EXIT.ok;
      const message = thrown.message.replace(/^error: /, '');
      if (json) fail(new NexError('invalid_request', message, { hint: 'See `nex --help`.' }));
      return EXIT.usage;
    }
    const error = asError(thrown, options.signal.aborted);
    fail(error);
    return exitCodeOf(error);
  }
}

const FIRST_STEPS = `
First steps:
  nex up --detach                                 the platform, on this machine
  nex generate "A team that reads invoices"       a framework of agents; prints its id
  nex run <framework> "What is 12 times 7.5?"     one answer of it
  nex build <framework> --queries 24              a data set; nex export <build> fetches its files

More of a command: nex <command> --help. A flag without a value is off unless it is given.`;

/** The command line without its work: for help and for tests. */
export function createProgram(run: Runner, { output }: ContextOptions, json = false): Command {
  const program = new Command('nex')
    .description('From one sentence to a data set of agent trajectories')
    .option('--url <address>', "the gateway's address (NEX_URL; default: the platform started here)")
    .option('--api-key <key>', 'key of the gateway (NEX_API_KEY; default: none)')
    .option('--json', 'write the result, and any error, as one JSON document (default: as text)')
    .addHelpText('after', FIRST_STEPS)
    .addHelpText('after', EXIT_HELP);
  for (const [heading, commands] of Object.entries(GROUPS)) {
    for (const define of Object.values(commands)) define(program, run).helpGroup(heading);
  }
  const tune = (command: Command): void => {
    command
      .exitOverride()
      .showHelpAfterError('hint: add --help to see what it takes')
      .configureHelp({ showGlobalOptions: true })
      .configureOutput({
        writeOut: (text) => output.out(text),
        writeErr: (text) => {
          if (!json) output.err(text);
        },
      });
    if (command !== program) command.addHelpText('after', EXIT_HELP);
    for (const child of command.commands) tune(child);
  };
  tune(program);
  return program;
}

/** Whoever runs the command owns the machine: a fault of the command line itself is told in full. */
function asError(thrown: unknown, interrupted: boolean): NexError {
  if (thrown instanceof NexError) return thrown;
  if (interrupted) return new NexError('cancelled', 'Interrupted.', { cause: thrown });
  const message = thrown instanceof Error ? thrown.message : 'The command failed.';
  return new NexError('internal', message, {
    cause: thrown,
    hint: 'This is a fault of the command line itself.',
  });
}
