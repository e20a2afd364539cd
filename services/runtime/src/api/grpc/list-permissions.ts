import { PageQuery } from '@nex/core';
import type { Context } from '../../context.ts';
import { permissionsOf } from '../http/permission-view.ts';
import type { Methods } from './index.ts';
import { parseRequest } from './parse-request.ts';
import { permissionToMessage } from './permission-message.ts';

export function listPermissions(context: Context): Methods['listPermissions'] {
  return async ({ runId, limit, cursor }) => {
    const asked = parseRequest(PageQuery, { limit: limit || undefined, cursor: cursor || undefined });
    const { items, nextCursor } = await permissionsOf(context, runId, asked);
    return { permissions: items.map(permissionToMessage), nextCursor: nextCursor ?? '' };
  };
}
