/** `nex runs`: runs of agents on the platform. */
import { RUN_STATES, type Run, type RunState } from '@nex/core';
import { excerpt } from '../output/text.ts';
import type { CommandDefinition } from './command.ts';
import { addList, minute } from './list/add-list.ts';
import { type MadeFilter, madeOptions } from './list/made.ts';

type Filter = MadeFilter<RunState> & { frameworkDigest?: string };
const INPUT_WIDTH = 50;

export const runs: CommandDefinition = (program, run) => {
  const group = program.command('runs').description('list runs of agents');
  addList<Run, Filter>(group, run, {
    description: 'list runs, those of sub-agents too, newest first',
    options: (command) =>
      madeOptions(command, RUN_STATES).option(
        '--framework-digest <digest>',
        'only of the framework with these files: sha256:… (default: of any)',
      ),
    page: (client, options) => client.runs.list(options),
    columns: ['run', 'state', 'agent', 'made', 'input'],
    row: ({ id, state, agent, createdAt, input }) => [
      id,
      state,
      agent,
      minute(createdAt),
      excerpt(input, INPUT_WIDTH),
    ],
    empty: 'There is no such run. `nex run <framework> <message>` makes one.',
  });
  return group;
};
