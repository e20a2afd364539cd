import { LEADER } from '@nex/core';
import * as z from 'zod';
import { listTeammates } from '../members.ts';
import { defineTeamTool } from './team-tool.ts';

export const listTeammatesTool = defineTeamTool({
  name: 'list_teammates',
  description: 'Lists the agents of the team with their ids, roles and states.',
  args: z.strictObject({}),
  forAll: true,
  async run({ on, id, row }) {
    const teammates = await listTeammates(on, id);
    return {
      leader: LEADER,
      teammates: teammates
        .filter((one) => one.state !== 'removed')
        .map(({ agentId, role, state }) => ({ agent_id: agentId, role_name: role, state })),
      max_teammates: row.max_teammates,
    };
  },
});
