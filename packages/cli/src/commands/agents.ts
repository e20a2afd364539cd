/** `nex agents`: agents under names of their own, which clients of chat completions give as the model. */
import type { RegisteredAgent } from '@nex/core';
import { excerpt } from '../output/text.ts';
import type { CommandDefinition } from './command.ts';
import { addList, minute } from './list/add-list.ts';

export const agents: CommandDefinition = (program, run) => {
  const group = program
    .command('agents')
    .description('list the agents that clients of chat completions name as the model');
  addList<RegisteredAgent>(group, run, {
    description: 'list the named agents, by name',
    page: (client, options) => client.agents.list(options),
    columns: ['name', 'agent', 'set', 'description'],
    row: ({ name, agent, updatedAt, description }) => [
      name,
      agent,
      minute(updatedAt),
      excerpt(description, 60),
    ],
    empty: 'No agent has a name. PUT /v1/agents/{name} gives one.',
  });
  return group;
};
