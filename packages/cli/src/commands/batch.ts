/** `nex batch`: many sentences at once, each to a framework, and how what came is spread. */
import { BATCH_MEMBER_STATES, type FrameworkBatch, type FrameworkBatchMember } from '@nex/core';
import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { followBatch } from '../follow/batch.ts';
import { batchLines, memberLines } from '../output/batch.ts';
import { openProgress } from '../output/open-progress.ts';
import { count } from '../output/text.ts';
import { addBatchOptions, type BatchOptions, batchRequest } from './batch-options.ts';
import type { CommandDefinition, Runner } from './command.ts';
import { addList, minute } from './list/add-list.ts';

export const batch: CommandDefinition = (program, run) => {
  const group = program
    .command('batch')
    .description('make frameworks from many sentences, without near-clones, and show how they are spread');
  create(group, run);
  show(group, run);
  list(group, run);
  cancel(group, run);
  return group;
};

function create(group: Command, run: Runner): void {
  addBatchOptions(
    group
      .command('create')
      .description('start a batch')
      .argument(
        '[file]',
        'a sentence per line, or JSON: a request, or a list of sentences; - is standard input',
      ),
  )
    .option('--follow', 'wait until it is at its end')
    .action((file: string | undefined, options: BatchOptions & { follow?: boolean }, command) =>
      run(command, async (context) => {
        if ((file === undefined) === (options.make === undefined)) {
          command.error('error: give either a file with sentences or --make <count>');
        }
        const body = await batchRequest(file, options, context);
        const client = await context.client();
        const made = await client.frameworkBatches.create(body, { signal: context.signal });
        if (options.follow) return finish(context, made.id);
        context.print(made, () => [made.id]);
        return EXIT.ok;
      }),
    );
}

function show(group: Command, run: Runner): void {
  group
    .command('show')
    .description('counts, cost, the grid, and what is empty in it')
    .argument('<id>', 'name of the batch (default: none)')
    .option('--follow', 'wait until it is at its end')
    .option('--members', 'list its members, too')
    .addOption(
      new Option('--state <state>', 'only members of this state; implies --members (default: any)').choices([
        ...BATCH_MEMBER_STATES,
      ]),
    )
    .action(
      (
        id: string,
        options: { follow?: boolean; members?: boolean; state?: FrameworkBatchMember['state'] },
        command,
      ) =>
        run(command, async (context) => {
          if (options.follow) return finish(context, id);
          const client = await context.client();
          const found = await client.frameworkBatches.get(id, { signal: context.signal });
          const wanted = options.members || options.state !== undefined;
          const members = wanted ? await allMembers(context, id, options.state) : undefined;
          context.print(members ? { ...found, members } : found, () => [
            ...batchLines(found),
            ...(members ? ['', ...memberLines(members)] : []),
          ]);
          return EXIT.ok;
        }),
    );
}

function list(group: Command, run: Runner): void {
  addList<FrameworkBatch>(group, run, {
    description: 'list batches, newest first',
    page: (client, options) => client.frameworkBatches.list(options),
    columns: ['batch', 'state', 'asked', 'accepted', 'clones', 'failed', 'made', 'name'],
    row: ({ id, state, asked, counts, createdAt, name }) => [
      id,
      state,
      ...[asked, counts.accepted, counts.clone_of, counts.failed].map(count),
      minute(createdAt),
      name ?? '-',
    ],
    empty: 'There is no batch. `nex batch create` makes one.',
  });
}

function cancel(group: Command, run: Runner): void {
  group
    .command('cancel')
    .description('end a batch and the frameworks that it has under way; what was accepted stays')
    .argument('<id>', 'name of the batch (default: none)')
    .action((id: string, _, command) =>
      run(command, async (context) => {
        const client = await context.client();
        const ended = await client.frameworkBatches.cancel(id, { signal: context.signal });
        context.print(ended, batchLines);
      }),
    );
}

/** Fails when the batch did, or when it came to nothing. */
async function finish(context: Context, id: string): Promise<number> {
  const client = await context.client();
  using progress = openProgress(context);
  const ended: FrameworkBatch = await followBatch(client, id, progress, context.signal);
  progress.close();
  context.print(ended, batchLines);
  return ended.state === 'completed' && ended.counts.accepted > 0 ? EXIT.ok : EXIT.failure;
}

async function allMembers(
  context: Context,
  id: string,
  state: FrameworkBatchMember['state'] | undefined,
): Promise<FrameworkBatchMember[]> {
  const client = await context.client();
  const found: FrameworkBatchMember[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.frameworkBatches.members(id, {
      limit: 200,
      signal: context.signal,
      ...(cursor === undefined ? {} : { cursor }),
      ...(state === undefined ? {} : { state }),
    });
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}
