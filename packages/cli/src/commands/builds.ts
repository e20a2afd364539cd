/** `nex builds`: what may be seen of and done to a build under way. */
import type { Build, UpdateBuild } from '@nex/core';
import { EXIT } from '../exit-code.ts';
import { funnelLines, pausedLines, stageLines, usageLines } from '../output/funnel.ts';
import { type BudgetOptions, budgetOf, onBudget } from './budget-options.ts';
import { addBuildsList } from './builds-list.ts';
import { addBuildsQueries } from './builds-queries.ts';
import { addBuildsReview } from './builds-review.ts';
import type { CommandDefinition } from './command.ts';
import { positive, whole } from './numbers.ts';
import { regenerationLines } from './regenerate.ts';

export const builds: CommandDefinition = (program, run) => {
  const group = program
    .command('builds')
    .description(
      'list builds, look at one and at its queries, pause it, go on, cancel it, change its budget, review it',
    );
  const stateLine = ({ id, state }: Build) => [`${id} is ${state}`];
  addBuildsList(group, run);
  group
    .command('show')
    .description('how far a build is, and what it used')
    .argument('<build>', 'id of a build')
    .action((id: string, _, command) =>
      run(command, async (context) => {
        const client = await context.client();
        context.print(await client.builds.get(id, { signal: context.signal }), (build) => [
          ...stateLine(build),
          ...funnelLines(build),
          ...usageLines(build),
          ...stageLines(build),
          ...(build.paused ? pausedLines(build) : []),
        ]);
      }),
    );
  group
    .command('pause')
    .description('let what is under way end, and begin nothing more')
    .argument('<build>', 'id of a build')
    .action((id: string, _, command) =>
      run(command, async (context) => {
        const client = await context.client();
        context.print(await client.builds.pause(id, { signal: context.signal }), ({ state }) => [
          state === 'paused' ? `${id} is paused` : `${id} pauses when what is under way has ended`,
        ]);
      }),
    );
  group
    .command('resume')
    .description('go on with a paused or failed build; `nex build --resume <id>` also follows it')
    .argument('<build>', 'id of a build')
    .action((id: string, _, command) =>
      run(command, async (context) => {
        const client = await context.client();
        context.print(await client.builds.resume(id, { signal: context.signal }), stateLine);
      }),
    );
  group
    .command('cancel')
    .description('end a build for good, and the runs that it has under way')
    .argument('<build>', 'id of a build')
    .action((id: string, _, command) =>
      run(command, async (context) => {
        const client = await context.client();
        context.print(await client.builds.cancel(id, { signal: context.signal }), ({ state }) => [
          state === 'cancelled' ? `${id} is cancelled` : `${id} ends when its runs are cancelled`,
        ]);
      }),
    );
  addBuildsQueries(group, run);
  addBuildsReview(group, run);
  group
    .command('compare')
    .description('how near a build came to the data set that it repeats; ends with 1 when anything differs')
    .argument('<build>', 'id of a build that `nex regenerate` made')
    .action((id: string, _, command) =>
      run(command, async (context) => {
        const client = await context.client();
        const found = await client.builds.regeneration(id, { signal: context.signal });
        context.print(found, regenerationLines);
        return found.state === 'equal' ? EXIT.ok : EXIT.failure;
      }),
    );
  group
    .command('set')
    .description('change the budget or the concurrency of a build under way')
    .argument('<build>', 'id of a build')
    .option('--budget-tokens <number>', 'tokens of the whole build (default: as it was)', whole(1, 1e15))
    .option('--budget-usd <dollars>', 'US dollars of the whole build (default: as it was)', positive)
    .option(
      '--on-budget <what>',
      'when the budget is used up: pause, or finish with what is there (default: as it was)',
      onBudget,
    )
    .option('--concurrency <number>', 'runs at the same time (default: as it was)', whole(1, 512))
    .action((id: string, options: BudgetOptions & { concurrency?: number }, command) =>
      run(command, async (context) => {
        const { concurrency, ...rest } = options;
        const budget = budgetOf(rest);
        const changes: UpdateBuild = { ...(budget && { budget }), ...(concurrency && { concurrency }) };
        if (Object.keys(changes).length === 0) {
          command.error('error: say what to change, as in --budget-tokens 2000000');
        }
        const client = await context.client();
        context.print(await client.builds.update(id, changes, { signal: context.signal }), stateLine);
      }),
    );
  return group;
};
