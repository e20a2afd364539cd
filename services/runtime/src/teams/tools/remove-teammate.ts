import * as z from 'zod';
import { removeTeammate } from '../members.ts';
import { defineTeamTool } from './team-tool.ts';

export const removeTeammateTool = defineTeamTool({
  name: 'remove_teammate',
  description:
    'Takes a teammate out of the team: its work is stopped, and the tasks that it has become pending again.',
  args: z.strictObject({ agent_id: z.string().describe('The teammate.') }),
  forAll: false,
  async run(team, { agent_id: agentId }) {
    await removeTeammate(team, agentId);
    return `${agentId} was removed.`;
  },
});
