/** Writes each model call and each tool call to the log, with a preview; requests and arguments are not logged. */
import { textOf, toNexError } from '@nex/core';
import * as z from 'zod';
import type { Middleware } from '../middleware.ts';

/** A name that the lines carry; `true` or nothing: none; `false`: no lines. */
const Logger = z.union([z.string(), z.boolean()]).nullish();

export const LoggingParams = z.looseObject({
  model_logger: Logger,
  tool_logger: Logger,
  message_preview_chars: z.number().int().min(0).default(120),
  tool_preview_chars: z.number().int().min(0).default(500),
  /** Also when a model call begins. */
  log_model_calls: z.boolean().default(false),
});
export type LoggingParams = z.infer<typeof LoggingParams>;

export type LogLine = (fields: Record<string, unknown>, message: string) => void;

export function logging(params: LoggingParams, log: LogLine): Middleware {
  const logModel = lineWriter(params.model_logger, log);
  const logTool = lineWriter(params.tool_logger, log);
  return {
    name: 'logging',
    async wrapModelCall(request, next, { agentName: agent, iteration, clock }) {
      const call = { agent, iteration };
      if (params.log_model_calls)
        logModel({ ...call, messages: request.messages.length }, 'model call begins');
      const since = clock();
      const latencyMs = () => Math.round(clock() - since);
      try {
        const reply = await next(request);
        const text = preview(textOf(reply.message), params.message_preview_chars);
        const { finishReason } = reply;
        logModel({ ...call, latencyMs: latencyMs(), finishReason, text }, 'model answered');
        return reply;
      } catch (thrown) {
        logModel({ ...call, latencyMs: latencyMs(), code: toNexError(thrown).code }, 'model call failed');
        throw thrown;
      }
    },
    afterTool(call, outcome, { agentName: agent }) {
      const output = preview(textOf(outcome), params.tool_preview_chars);
      const { isError } = outcome;
      logTool({ agent, tool: call.name, callId: call.id, isError, output }, 'tool answered');
      return outcome;
    },
  };
}

function lineWriter(logger: string | boolean | null | undefined, log: LogLine): LogLine {
  if (logger === false) return () => {};
  return typeof logger === 'string' ? (fields, message) => log({ logger, ...fields }, message) : log;
}

function preview(text: string, chars: number): string {
  return text.slice(0, chars).toWellFormed();
}
