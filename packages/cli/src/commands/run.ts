/** `nex run`: one agent of a framework at work on one input, on the platform or in this process. */
import { existsSync } from 'node:fs';
import type { Client } from '@nex/client';
import { type CreateRun, NexError, type RunLimits } from '@nex/core';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { readBundleDirectory } from '../data/bundle-directory.ts';
import { followRun } from '../follow/run.ts';
import { addLocalOptions, LOCAL_HELP, type LocalOptions } from '../local/local-options.ts';
import type { CommandDefinition } from './command.ts';
import { addLimitOptions, type LimitOptions, limitsOf } from './limits.ts';
import { seed } from './numbers.ts';
import { addToolOptions, localToolsOf, type ToolOptions, toolsOf } from './tool-handling.ts';

interface RunOptions extends LocalOptions, LimitOptions, ToolOptions {
  agent?: string;
  seed: number;
  follow?: boolean;
  keep?: boolean;
  local?: boolean;
  input?: string;
  verbose?: boolean;
}

export const run: CommandDefinition = (program, runner) =>
  addLocalOptions(
    addToolOptions(addLimitOptions(program.command('run')))
      .description('run an agent on one input and print its answer')
      .argument(
        '<framework>',
        'a folder with agent files, the id of a framework, or a digest (sha256:…); with --local an agent file or its folder',
      )
      .argument('[input]', 'what the agent shall do')
      .option('--input <text>', 'the same as the second argument (default: that one)')
      .option('--agent <path>', "the agent's file in the framework (default: the entry agent)")
      .option('--seed <number>', 'seed of the run', seed, 7)
      .option('--follow', 'show each step as it happens')
      .option('--keep', 'leave the run at work at Ctrl-C, which else cancels it')
      .option('--local', 'run it in this process, without a platform; the options below are for this'),
  )
    .option('--verbose', 'show model calls, reasoning and what sub-agents say')
    .addHelpText('after', LOCAL_HELP)
    .action((framework: string, text: string | undefined, options: RunOptions, command: Command) => {
      const input = text ?? options.input;
      if (input === undefined) return command.error("error: missing required argument 'input'");
      const given = (name: string) => command.getOptionValueSource(name) === 'cli';
      if (options.local) {
        const misplaced = PLATFORM_ONLY.find(given);
        if (misplaced) return command.error(`error: the option '--${misplaced}' does not go with --local`);
        return runner(command, async (context) => {
          // Runs of the platform need nothing of what runs an agent here.
          const { runLocal } = await import('../local/run-local.ts');
          return runLocal(context, framework, input, {
            ...options,
            ...pickLimits(options),
            ...localToolsOf(options),
          });
        });
      }
      const misplaced = LOCAL_ONLY.find(given);
      if (misplaced)
        return command.error(`error: the option '--${dashed(misplaced)}' goes with --local only`);
      return runner(command, (context) => runOnPlatform(context, framework, input, options));
    });

/** The platform decides these for its own runs. */
const LOCAL_ONLY = [
  'workspace',
  'model',
  'baseUrl',
  'offline',
  'lenient',
  'sandbox',
  'network',
  'verbose',
] as const satisfies readonly (keyof RunOptions)[];

const PLATFORM_ONLY = ['seed', 'follow', 'keep'] as const satisfies readonly (keyof RunOptions)[];

function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

async function runOnPlatform(
  context: Context,
  framework: string,
  input: string,
  options: RunOptions,
): Promise<number> {
  const client = await context.client();
  const { signal } = context;
  const body = {
    ...(await sourceOf(framework, client, signal)),
    input,
    seed: options.seed,
    ...pickLimits(options),
    ...toolsOf(options),
    ...(options.context ? { context: options.context } : {}),
    ...(options.agent ? { agent: options.agent } : {}),
  };
  const asked = await client.runs.create(body, { signal });
  context.note(`run ${asked.id}`);
  return followRun(context, client, asked.id, {
    verbose: options.follow ?? false,
    keep: options.keep ?? false,
  });
}

function pickLimits(options: LimitOptions): { limits?: RunLimits } {
  const limits = limitsOf(options);
  return limits ? { limits } : {};
}

async function sourceOf(
  framework: string,
  client: Client,
  signal: AbortSignal,
): Promise<Pick<CreateRun, 'files' | 'frameworkDigest'>> {
  if (framework.startsWith('sha256:')) return { frameworkDigest: framework };
  if (existsSync(framework)) return { files: await readBundleDirectory(framework) };
  const { digest, state } = await client.frameworks.get(framework, { signal });
  if (digest !== undefined) return { frameworkDigest: digest };
  throw new NexError('conflict', `The framework is ${state}, not ready.`, {
    where: framework,
    hint: 'Wait until it is ready, or take another one.',
  });
}
