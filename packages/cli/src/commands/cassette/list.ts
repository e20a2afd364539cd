/** `nex cassette list` */
import type { Cassette } from '@nex/core';
import { count } from '../../output/text.ts';
import type { CommandDefinition } from '../command.ts';
import { addList, minute } from '../list/add-list.ts';

export const list: CommandDefinition = (group, run) =>
  addList<Cassette>(group, run, {
    description: 'list the cassettes, by name',
    page: (client, options) => client.cassettes.list(options),
    columns: ['name', 'calls', 'takes', 'outcomes', 'bytes', 'made'],
    row: ({ name, calls, takes, outcomes, bytes, createdAt }) => [
      name,
      ...[calls, takes, outcomes, bytes].map(count),
      minute(createdAt),
    ],
    empty: 'There is no cassette. `nex run … --cassette NAME --cassette-mode record` makes one.',
  });
