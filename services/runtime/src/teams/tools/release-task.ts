import * as z from 'zod';
import { moveTask } from '../tasks.ts';
import { taskView } from './task-view.ts';
import { defineTeamTool } from './team-tool.ts';

export const releaseTaskTool = defineTeamTool({
  name: 'release_task',
  description: 'Gives a task back that is in progress: it is pending again, and others may claim it.',
  args: z.strictObject({ task_id: z.string() }),
  forAll: true,
  async run(team, { task_id: taskId }, caller) {
    return taskView(await moveTask(team, { taskId, to: 'pending', by: caller }));
  },
});
