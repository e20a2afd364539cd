import { DecidePermission, Permission } from '@nex/core';
import * as z from 'zod';
import { decidePermission } from '../../runs/decide-permission.ts';
import type { Operation } from './index.ts';
import { toPermission } from './permission-view.ts';
import { RunId } from './run-id.ts';

/** `POST /v1/runs/{id}/permissions/{callId}`: the run goes on when nothing in its tree waits any more. */
export const decidePermissionOperation: Operation = (app, context) => {
  app.post(
    '/v1/runs/:id/permissions/:callId',
    {
      schema: {
        tags: ['runs'],
        summary: 'Allow or deny a tool call that waits',
        operationId: 'decidePermission',
        params: RunId.extend({ callId: z.string().min(1).max(200).describe('Id of the tool call.') }),
        body: DecidePermission,
        response: { 200: Permission },
      },
    },
    async (request) => {
      const { id, callId } = request.params;
      const { reason = null, ...answer } = request.body;
      return toPermission(await decidePermission(context, { runId: id, callId }, { ...answer, reason }));
    },
  );
};
