import { PageQuery, Permission, page, pageOfAll } from '@nex/core';
import { findRun } from '../../store/find-runs.ts';
import { listPermissionRequests } from '../../store/permission-requests.ts';
import type { Operation } from './index.ts';
import { toPermission } from './permission-view.ts';
import { RunId } from './run-id.ts';

const keyOf = ({ runId, callId }: Permission) => `${runId}/${callId}`;

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
        querystring: PageQuery,
        response: { 200: page(Permission) },
      },
    },
    async (request) => {
      await findRun(context.pool, request.params.id);
      const rows = await listPermissionRequests(context.pool, request.params.id);
      return pageOfAll(rows.map(toPermission), request.query, keyOf);
    },
  );
};
