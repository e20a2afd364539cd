import type { Context } from '../../context.ts';
import { findRun } from '../../store/find-runs.ts';
import { listPermissionRequests } from '../../store/permission-requests.ts';
import { toPermission } from '../http/permission-view.ts';
import type { Methods } from './index.ts';
import { permissionToMessage } from './permission-message.ts';

export function listPermissions({ pool }: Context): Methods['listPermissions'] {
  return async ({ runId }) => {
    await findRun(pool, runId);
    const rows = await listPermissionRequests(pool, runId);
    return { permissions: rows.map((row) => permissionToMessage(toPermission(row))) };
  };
}
