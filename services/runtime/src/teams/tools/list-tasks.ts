import { TaskStatus } from '@nex/core';
import * as z from 'zod';
import { listTasks } from '../tasks.ts';
import { taskView } from './task-view.ts';
import { defineTeamTool } from './team-tool.ts';

export const listTasksTool = defineTeamTool({
  name: 'list_tasks',
  description: 'Lists the tasks of the board, the most urgent first.',
  args: z.strictObject({ status: TaskStatus.optional().describe('Only tasks of that status.') }),
  forAll: true,
  async run({ on, id }, { status }) {
    return { tasks: (await listTasks(on, id, status)).map(taskView) };
  },
});
