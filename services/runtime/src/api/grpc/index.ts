/** The gRPC methods, one file each. */
import type { Implementation, RpcContext, RuntimeService } from '@nex/rpc';
import type { Context } from '../../context.ts';
import { addMessage } from './add-message.ts';
import { callTool } from './call-tool.ts';
import { cancelRun } from './cancel-run.ts';
import { createRuns } from './create-runs.ts';
import { decidePermission } from './decide-permission.ts';
import { getCassette } from './get-cassette.ts';
import { getRun } from './get-run.ts';
import { getTool } from './get-tool.ts';
import { getTrajectory } from './get-trajectory.ts';
import { listEndedRuns } from './list-ended-runs.ts';
import { listPermissions } from './list-permissions.ts';
import { own, ownStream } from './own-methods.ts';
import { putBundle } from './put-bundle.ts';
import { streamRunEvents } from './stream-run-events.ts';
import { watchRuns } from './watch-runs.ts';

export type Methods = Implementation<typeof RuntimeService, RpcContext>;

const id = (request: { id: string }) => [request.id];
const runId = (request: { runId: string }) => [request.runId];

export function runtimeMethods(context: Context): Methods {
  return {
    putBundle: putBundle(context),
    createRuns: createRuns(context),
    getRun: own(context, id, getRun(context)),
    cancelRun: own(context, id, cancelRun(context)),
    watchRuns: ownStream(context, ({ ids }) => ids, watchRuns(context)),
    streamRunEvents: ownStream(context, id, streamRunEvents(context)),
    getTrajectory: own(context, runId, getTrajectory(context)),
    addMessage: own(context, runId, addMessage(context)),
    listPermissions: own(context, runId, listPermissions(context)),
    listEndedRuns: listEndedRuns(context),
    getCassette: getCassette(context),
    getTool: getTool(context),
    callTool: callTool(context),
    decidePermission: own(context, runId, decidePermission(context)),
  };
}
