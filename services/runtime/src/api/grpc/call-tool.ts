import { CallTool, type JsonObject } from '@nex/core';
import type { Context } from '../../context.ts';
import { callToolOnce } from '../../tools/tool-once.ts';
import type { Methods } from './index.ts';
import { parseRequest, readJson } from './parse-request.ts';

export function callTool(context: Context): Methods['callTool'] {
  return async ({ server, tool, argumentsJson }, { signal }) => {
    const work = { arguments: readArguments(argumentsJson), signal };
    return { answerJson: JSON.stringify(await callToolOnce(context, { server, tool }, work)) };
  };
}

/** Throws `invalid_request`. */
export function readArguments(text: string): JsonObject {
  return parseRequest(CallTool, { arguments: readJson(text) }).arguments;
}
