import { isJsonObject, TaskStatus } from '@nex/core';
import * as z from 'zod';
import { moveTask } from '../tasks.ts';
import { keepDeliverable } from './keep-deliverable.ts';
import { taskView } from './task-view.ts';
import { defineTeamTool } from './team-tool.ts';

export const updateTaskStatusTool = defineTeamTool({
  name: 'update_task_status',
  description:
    'Moves a task: in_progress claims it, completed ends it, pending gives it back. When it is completed and its deliverable is not there, the result summary is written to it.',
  args: z.strictObject({
    task_id: z.string(),
    status: TaskStatus,
    result_summary: z.string().max(20_000).optional().describe('What came of it, for the whole team.'),
  }),
  forAll: true,
  async run(team, { task_id: taskId, status, result_summary: resultSummary }, caller) {
    return taskView(await moveTask(team, { taskId, to: status, by: caller, resultSummary }));
  },
  async afterwards({ structured }, workspace, signal) {
    if (!isJsonObject(structured) || structured.status !== 'completed') return;
    const { deliverable, title, result_summary: summary } = structured;
    if (typeof deliverable !== 'string' || typeof title !== 'string' || typeof summary !== 'string') return;
    await keepDeliverable(workspace, { path: deliverable, text: `# ${title}\n\n${summary}\n` }, signal);
  },
});
