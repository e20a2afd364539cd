import * as z from 'zod';
import { moveTask } from '../tasks.ts';
import { taskView } from './task-view.ts';
import { defineTeamTool } from './team-tool.ts';

export const claimTaskTool = defineTeamTool({
  name: 'claim_task',
  description:
    'Takes a pending task: it becomes in_progress and has one assignee. Its dependencies must be completed. Write what comes of it to its deliverable, a file of the workspace.',
  args: z.strictObject({
    task_id: z.string(),
    assignee_agent_id: z
      .string()
      .optional()
      .describe('Who gets it. Default: you. Only the leader gives tasks to others.'),
  }),
  forAll: true,
  async run(team, { task_id: taskId, assignee_agent_id: assignee }, caller) {
    return taskView(await moveTask(team, { taskId, to: 'in_progress', by: caller, assignee }));
  },
});
