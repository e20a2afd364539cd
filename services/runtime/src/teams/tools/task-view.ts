/** A task as the models of a team see it. */
import type { JsonObject, TeamTask } from '@nex/core';

export function taskView(task: TeamTask): JsonObject {
  return {
    task_id: task.id,
    title: task.title,
    ...(task.description === '' ? {} : { description: task.description }),
    priority: task.priority,
    dependencies: task.dependencies,
    status: task.status,
    assignee: task.assignee,
    deliverable: task.deliverable,
    ...(task.resultSummary === null ? {} : { result_summary: task.resultSummary }),
  };
}
