/** `nex catalogue`: the tool servers that agents can be given. Reads the catalogue's folder; needs no platform. */
import type { CommandDefinition } from '../command.ts';
import { add } from './add.ts';
import { check } from './check.ts';
import { exportServers } from './export.ts';
import { install } from './install.ts';
import { list } from './list.ts';
import { search } from './search.ts';
import { snapshot } from './snapshot.ts';

export const catalogue: CommandDefinition = (program, run) => {
  const group = program
    .command('catalogue')
    .description('list, search, add, install, check and export the tool servers');
  for (const define of [list, search, add, install, check, snapshot, exportServers]) define(group, run);
  return group;
};
