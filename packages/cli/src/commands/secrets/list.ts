/** `nex secrets list` */
import type { Secret } from '@nex/core';
import type { CommandDefinition } from '../command.ts';
import { addList, minute } from '../list/add-list.ts';

export const list: CommandDefinition = (group, run) =>
  addList<Secret>(group, run, {
    description: 'list the secrets without their values, by name',
    page: (client, options) => client.secrets.list(options),
    columns: ['name', 'made', 'set', 'set by'],
    row: ({ name, createdAt, updatedAt, updatedBy }) => [
      name,
      minute(createdAt),
      minute(updatedAt),
      updatedBy,
    ],
    empty: 'There is no secret. `nex secrets set NAME` adds one.',
  });
