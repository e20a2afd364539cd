import { Permission } from '@nex/core';
import * as z from 'zod';
import { findRun } from '../../store/find-runs.ts';
import { listPermissionRequests } from '../../store/permission-requests.ts';
import type { Operation } from './index.ts';
import { toPermission } from './permission-view.ts';
import { RunId } from './run-id.ts';

/** `GET /v1/runs/{id}/permissions`: of the whole tree of runs, oldest first. */
export const listPermissionsOperation: Operation = (app, context) => {
  app.get(
    '/v1/runs/:id/permissions',
    {
      schema: {
        tags: ['runs'],
        summary: 'List the tool calls that wait for a decision, or waited',
        operationId: 'listPermissions',
        params: RunId,
        response: { 200: z.object({ items: z.array(Permission) }) },
      },
    },
    async (request) => {
      await findRun(context.pool, request.params.id);
      const rows = await listPermissionRequests(context.pool, request.params.id);
      return { items: rows.map(toPermission) };
    },
  );
};
