/** `nex secrets`: values that agent files name. */
import type { CommandDefinition } from '../command.ts';
import { list } from './list.ts';
import { remove } from './remove.ts';
import { set } from './set.ts';

export const secrets: CommandDefinition = (program, run) => {
  const group = program
    .command('secrets')
    .description('set, list and delete values that agent files name as ${secret.NAME}');
  for (const define of [set, list, remove]) define(group, run);
  return group;
};
