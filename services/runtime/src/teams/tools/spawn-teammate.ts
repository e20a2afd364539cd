import * as z from 'zod';
import { spawnTeammate } from '../members.ts';
import { defineTeamTool } from './team-tool.ts';

export const spawnTeammateTool = defineTeamTool({
  name: 'spawn_teammate',
  description:
    'Adds a teammate of a role to the team and returns its agent_id. It is idle until you send it a message.',
  args: z.strictObject({ role_name: z.string().describe('A role of the team.') }),
  forAll: false,
  async run(team, { role_name: role }) {
    return { agent_id: await spawnTeammate(team, role), role_name: role, state: 'idle' };
  },
});
