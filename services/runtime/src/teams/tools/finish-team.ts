import { execute, sql } from '@nex/postgres';
import * as z from 'zod';
import { markFinished } from '../open-team.ts';
import { defineTeamTool } from './team-tool.ts';

/** A stop tool: the summary is the answer of the team. */
export const finishTeamTool = defineTeamTool({
  name: 'finish_team',
  description:
    'Ends the team and gives its answer. Teammates that are still at work are stopped, and messages that you have not read stay unread.',
  args: z.strictObject({ summary: z.string().min(1).describe('The answer of the team, complete.') }),
  forAll: false,
  async run(team, { summary }) {
    await markFinished(team);
    await execute(
      team.on,
      sql`update runtime.inbox set taken = true where run_id = ${team.id} and not taken`,
    );
    await execute(team.on, sql`update runtime.runs set inbox_taken = inbox_count where id = ${team.id}`);
    return summary;
  },
});
