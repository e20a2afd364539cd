import { CreateTeamTask, TaskId } from '@nex/core';
import * as z from 'zod';
import { createTask } from '../tasks.ts';
import { taskView } from './task-view.ts';
import { defineTeamTool } from './team-tool.ts';

const { title, description, priority, dependencies } = CreateTeamTask.shape;

export const createTaskTool = defineTeamTool({
  name: 'create_task',
  description:
    'Puts a task on the board of the team. Tell a teammate about it with message: the board alone wakes nobody.',
  args: z.strictObject({
    task_id: TaskId.optional().describe('Leave it out to get the next free one.'),
    title: title.describe('What is to be done, in one line.'),
    description: description.describe('All that the one who does it needs to know.'),
    priority: priority.describe('Larger is more urgent.'),
    dependencies: dependencies.describe('Ids of tasks that must be completed first.'),
  }),
  forAll: false,
  async run(team, { task_id: id, ...rest }, caller) {
    return taskView(await createTask(team, { ...rest, ...(id === undefined ? {} : { id }) }, caller));
  },
});
