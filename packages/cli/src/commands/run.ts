/** `nex run`: one agent of a framework at work on one input. */
import { existsSync } from 'node:fs';
import type { Client } from '@nex/client';
import { type CreateRun, NexError, type Run, type RunEvent } from '@nex/core';
import type { Context } from '../context.ts';
import { readBundleDirectory } from '../data/bundle-directory.ts';
import { EXIT } from '../exit-code.ts';
import { count, excerpt } from '../output/text.ts';
import type { CommandDefinition } from './command.ts';
import { seed } from './numbers.ts';

interface RunOptions {
  agent?: string;
  seed: number;
  follow?: boolean;
}

export const run: CommandDefinition = (program, runner) =>
  program
    .command('run')
    .description('run an agent on one input and print its answer')
    .argument('<framework>', 'a folder with agent files, the id of a framework, or a digest (sha256:…)')
    .argument('<input>', 'what the agent shall do')
    .option('--agent <path>', "the agent's file in the framework; without it the entry agent")
    .option('--seed <number>', 'seed of the run', seed, 7)
    .option('--follow', 'show each step as it happens')
    .action((framework: string, input: string, options: RunOptions, command) =>
      runner(command, async (context) => {
        const client = await context.client();
        const { signal } = context;
        const body = { ...(await sourceOf(framework, client, signal)), input, seed: options.seed };
        const asked = await client.runs.create(options.agent ? { ...body, agent: options.agent } : body, {
          signal,
        });
        context.note(`run ${asked.id}`);
        for await (const { event } of client.runs.events(asked.id, { signal })) {
          if (options.follow) showEvent(context, event);
        }
        const done = await client.runs.get(asked.id, { signal });
        context.print(done, runLines);
        if (done.failure) throw NexError.fromFailure(done.failure);
        return done.state === 'completed' ? EXIT.ok : EXIT.failure;
      }),
    );

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

function showEvent(context: Context, event: RunEvent): void {
  const details = excerpt(JSON.stringify(event.data), 140);
  context.note(`${event.type} ${event.runId} ${details}`);
}

function runLines(done: Run): string[] {
  const { usage } = done;
  return [
    done.response,
    '',
    `${done.state}${done.stopReason ? ` (${done.stopReason})` : ''}, ${count(usage.inputTokens)} tokens in, ${count(usage.outputTokens)} out, ${count(usage.modelCalls)} model calls`,
  ];
}
