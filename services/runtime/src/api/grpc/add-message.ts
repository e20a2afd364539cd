import { AddMessage } from '@nex/core';
import type { Context } from '../../context.ts';
import { addMessage as add } from '../../runs/add-message.ts';
import type { Methods } from './index.ts';
import { parseRequest, readJson } from './parse-request.ts';
import { runToMessage } from './run-message.ts';

export function addMessage(context: Context): Methods['addMessage'] {
  return async ({ runId, input, contentJson }) => {
    const body = parseRequest(AddMessage, { input: contentJson === '' ? input : readJson(contentJson) });
    return { run: runToMessage(await add(context, runId, body)) };
  };
}
