/** The tools of a team, one file each. */
import { broadcastTool } from './broadcast.ts';
import { claimTaskTool } from './claim-task.ts';
import { createTaskTool } from './create-task.ts';
import { finishTeamTool } from './finish-team.ts';
import { listTasksTool } from './list-tasks.ts';
import { listTeammatesTool } from './list-teammates.ts';
import { messageTool } from './message.ts';
import { releaseTaskTool } from './release-task.ts';
import { removeTeammateTool } from './remove-teammate.ts';
import { spawnTeammateTool } from './spawn-teammate.ts';
import type { TeamTool } from './team-tool.ts';
import { updateTaskStatusTool } from './update-task-status.ts';

export const TEAM_TOOLS = [
  spawnTeammateTool,
  removeTeammateTool,
  listTeammatesTool,
  createTaskTool,
  listTasksTool,
  claimTaskTool,
  releaseTaskTool,
  updateTaskStatusTool,
  messageTool,
  broadcastTool,
  finishTeamTool,
] as const satisfies readonly TeamTool[];
