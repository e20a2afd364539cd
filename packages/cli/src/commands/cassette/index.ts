/** `nex cassette`: what tools of runs answered, to be played again. */
import type { CommandDefinition } from '../command.ts';
import { exportCassette } from './export.ts';
import { importCassette } from './import.ts';
import { list } from './list.ts';
import { remove } from './remove.ts';
import { show } from './show.ts';

export const cassette: CommandDefinition = (program, run) => {
  const group = program
    .command('cassette')
    .description('list, show, export, import and delete recordings of tools');
  for (const define of [list, show, exportCassette, importCassette, remove]) define(group, run);
  return group;
};
