/** The gRPC methods, one file each. */
import type { Implementation, RpcContext, RuntimeService } from '@nex/rpc';
import type { Context } from '../../context.ts';
import { addMessage } from './add-message.ts';
import { cancelRun } from './cancel-run.ts';
import { createRuns } from './create-runs.ts';
import { decidePermission } from './decide-permission.ts';
import { getRun } from './get-run.ts';
import { getTrajectory } from './get-trajectory.ts';
import { listPermissions } from './list-permissions.ts';
import { putBundle } from './put-bundle.ts';
import { streamRunEvents } from './stream-run-events.ts';
import { watchRuns } from './watch-runs.ts';

export type Methods = Implementation<typeof RuntimeService, RpcContext>;

export function runtimeMethods(context: Context): Methods {
  return {
    putBundle: putBundle(context),
    createRuns: createRuns(context),
    getRun: getRun(context),
    cancelRun: cancelRun(context),
    watchRuns: watchRuns(context),
    streamRunEvents: streamRunEvents(context),
    getTrajectory: getTrajectory(context),
    addMessage: addMessage(context),
    listPermissions: listPermissions(context),
    decidePermission: decidePermission(context),
  };
}
