import { PageQuery, Permission, page } from '@nex/core';
import type { Operation } from './index.ts';
import { permissionsOf } from './permission-view.ts';
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
        querystring: PageQuery,
        response: { 200: page(Permission) },
      },
    },
    (request) => permissionsOf(context, request.params.id, request.query),
  );
};
