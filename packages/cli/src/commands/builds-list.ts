/** `nex builds list` */
import { BUILD_STATES, type Build } from '@nex/core';
import type { Command } from 'commander';
import { count, excerpt } from '../output/text.ts';
import type { Runner } from './command.ts';
import { addList, minute } from './list/add-list.ts';
import { type MadeFilter, madeOptions } from './list/made.ts';

type Filter = MadeFilter<Build['state']> & { framework?: string };
const NAME_WIDTH = 40;

export function addBuildsList(group: Command, run: Runner): void {
  addList<Build, Filter>(group, run, {
    description: 'list builds, imports among them, newest first',
    options: (command) =>
      madeOptions(command, BUILD_STATES).option(
        '--framework <framework>',
        'only of the framework with this id (default: of any)',
      ),
    page: (client, { framework, ...options }) =>
      client.builds.list({ ...options, ...(framework !== undefined && { frameworkId: framework }) }),
    columns: ['build', 'state', 'queries', 'kept', 'made', 'of', 'name'],
    row: ({ id, state, funnel, createdAt, frameworkId, import: imported, name }) => [
      id,
      state,
      `${count(funnel.queries.accepted)}/${count(funnel.queries.requested)}`,
      count(funnel.kept),
      minute(createdAt),
      imported ? 'a file' : frameworkId,
      excerpt(name, NAME_WIDTH),
    ],
    empty: 'There is no such build. `nex build <framework>` makes one.',
  });
}
