/** The REST operations, one file each. */
import type { HttpServer } from '@nex/http';
import type { Context } from '../../context.ts';
import { addMessageOperation } from './add-message.ts';
import { agentOperations } from './agents.ts';
import { callToolOperation } from './call-tool.ts';
import { cancelRunOperation } from './cancel-run.ts';
import { CASSETTE_OPERATIONS } from './cassettes/index.ts';
import { chatCompletionsOperation } from './chat-completions.ts';
import { createRunOperation } from './create-run.ts';
import { decidePermissionOperation } from './decide-permission.ts';
import { getActivityOperation } from './get-activity.ts';
import { getRunOperation } from './get-run.ts';
import { getTrajectoryOperation } from './get-trajectory.ts';
import { listPermissionsOperation } from './list-permissions.ts';
import { listRunsOperation } from './list-runs.ts';
import { listToolServersOperation } from './list-tool-servers.ts';
import { putBundleOperation } from './put-bundle.ts';
import { replayRunOperation } from './replay-run.ts';
import { secretOperations } from './secrets.ts';
import { setQuotasOperation } from './set-quotas.ts';
import { streamRunEventsOperation } from './stream-run-events.ts';
import { TEAM_OPERATIONS } from './teams/index.ts';

export type Operation = (app: HttpServer, context: Context) => void;

export const OPERATIONS = [
  putBundleOperation,
  createRunOperation,
  listRunsOperation,
  getActivityOperation,
  getRunOperation,
  streamRunEventsOperation,
  cancelRunOperation,
  getTrajectoryOperation,
  replayRunOperation,
  addMessageOperation,
  listPermissionsOperation,
  decidePermissionOperation,
  agentOperations,
  chatCompletionsOperation,
  callToolOperation,
  listToolServersOperation,
  setQuotasOperation,
  secretOperations,
  ...TEAM_OPERATIONS,
  ...CASSETTE_OPERATIONS,
] as const satisfies readonly Operation[];
