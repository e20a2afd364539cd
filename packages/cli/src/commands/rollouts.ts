/** `nex rollouts`: what trainers asked for. */
import { ROLLOUT_BATCH_STATES, type RolloutBatch } from '@nex/core';
import type { CommandDefinition } from './command.ts';
import { addList, minute } from './list/add-list.ts';
import { type MadeFilter, madeOptions } from './list/made.ts';

type Filter = MadeFilter<RolloutBatch['state']> & { modelTag?: string };

export const rollouts: CommandDefinition = (program, run) => {
  const group = program.command('rollouts').description('list batches of rollouts, which trainers ask for');
  addList<RolloutBatch, Filter>(group, run, {
    description: 'list batches of rollouts, newest first',
    options: (command) =>
      madeOptions(command, ROLLOUT_BATCH_STATES).option(
        '--model-tag <tag>',
        'only of this model of a trainer (default: of any)',
      ),
    page: (client, options) => client.rolloutBatches.list(options),
    columns: ['batch', 'model', 'state', 'made'],
    row: (batch) => [batch.id, batch.modelTag, batch.state, minute(batch.createdAt)],
    empty: 'There is no such batch. docs/rollouts.md shows how a trainer asks for one.',
  });
  return group;
};
