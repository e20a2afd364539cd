import { DecidePermission } from '@nex/core';
import type { Context } from '../../context.ts';
import { decidePermission as decide } from '../../runs/decide-permission.ts';
import { toPermission } from '../http/permission-view.ts';
import type { Methods } from './index.ts';
import { parseRequest } from './parse-request.ts';
import { decisionFromMessage, permissionToMessage } from './permission-message.ts';

export function decidePermission(context: Context): Methods['decidePermission'] {
  return async ({ runId, callId, decision, always, reason }) => {
    const answer = parseRequest(DecidePermission, {
      decision: decisionFromMessage(decision),
      always,
      ...(reason === '' ? {} : { reason }),
    });
    const row = await decide(context, { runId, callId }, { ...answer, reason: answer.reason ?? null });
    return { permission: permissionToMessage(toPermission(row)) };
  };
}
