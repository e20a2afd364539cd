/**
 * The wire of `nex stdio`: one JSON object a line. Names and fields of NexAU's stdio transport (`jsonrpc: "2.0-stream"`);
 * events are those of AG-UI in snake_case.
 */
import type { Failure, Json, JsonObject, RunEvent } from '@nex/core';
import { type RunPlace, usageJson } from '@nex/local-agent';
import * as z from 'zod';

export const VERSION = '2.0-stream';

/** The first five are of JSON-RPC, the last one says that a run or the agent failed. */
export const RPC_ERROR = {
  parse: -32700,
  invalidRequest: -32600,
  unknownMethod: -32601,
  invalidParams: -32602,
  failed: -32000,
} as const;

export const Request = z.object({
  jsonrpc: z.literal(VERSION, { error: `must be "${VERSION}"` }),
  id: z.union([z.string(), z.number()]),
  method: z.string(),
  params: z.record(z.string(), z.json()).default({}),
});
export type Request = z.infer<typeof Request>;
export const RequestId = z.union([z.string(), z.number()]);
export type RequestId = z.infer<typeof RequestId>;

const TextPart = z.strictObject({ type: z.literal('text'), text: z.string() });
const ImagePart = z.strictObject({
  type: z.literal('image'),
  url: z.string().optional(),
  base64: z.string().optional(),
  mime_type: z.string().optional(),
});
const UserMessage = z.strictObject({
  role: z.literal('user'),
  content: z.union([z.string(), z.array(z.discriminatedUnion('type', [TextPart, ImagePart])).min(1)]),
});

const MESSAGES =
  'must be a text, or a list like [{"role":"user","content":"…"}]; the agent keeps the conversation itself';

export const RunParams = z.strictObject({
  messages: z.union([z.string().min(1), z.array(UserMessage).min(1)], { error: MESSAGES }),
  session_id: z.string().min(1).max(200).default('default'),
  /** Taken for compatibility; sessions are told apart by `session_id` alone. */
  user_id: z.string().optional(),
  /** `ask`: the client answers with agent.permission. Default: what has to be asked is denied. */
  permissions: z.enum(['ask', 'deny']).default('deny'),
  output_schema: z.record(z.string(), z.json()).optional(),
});
export type RunParams = z.infer<typeof RunParams>;

export const StopParams = z.strictObject({
  session_id: z.string().optional(),
  request_id: z.union([z.string(), z.number()]).optional(),
  user_id: z.string().optional(),
});

export const PermissionParams = z.strictObject({
  request_id: z.union([z.string(), z.number()]),
  call_id: z.string(),
  decision: z.enum(['allow', 'allow_once', 'deny']),
  reason: z.string().optional(),
});

export function resultFrame(id: RequestId, result: Json): JsonObject {
  return { jsonrpc: VERSION, id, result };
}

export function eventFrame(id: RequestId, event: JsonObject): JsonObject {
  return { jsonrpc: VERSION, id, event };
}

export function errorFrame(id: RequestId | null, code: number, message: string, data?: Json): JsonObject {
  return { jsonrpc: VERSION, id, error: { code, message, ...(data === undefined ? {} : { data }) } };
}

export function failureData({ code, hint, where }: Failure): JsonObject {
  return { code, ...(where === undefined ? {} : { where }), ...(hint === undefined ? {} : { hint }) };
}

/** Keys of the event in snake_case, the session as its thread; what tools and models wrote stays as it is. */
export function wireEvent(
  { type, timestamp, runId, data }: RunEvent,
  { rootRunId, agent }: RunPlace,
  sessionId: string,
): JsonObject {
  const fields = Object.entries(data).map(([key, value]): [string, Json] => {
    if (key === 'threadId') return ['thread_id', sessionId];
    return [snakeCase(key), key === 'usage' ? usageOf(data) : value];
  });
  return { type, timestamp, run_id: runId, root_run_id: rootRunId, agent, ...Object.fromEntries(fields) };
}

function usageOf({ usage }: RunEvent['data']): JsonObject {
  // The loop emits a Usage under this key.
  return { ...usageJson(usage as unknown as Parameters<typeof usageJson>[0]) };
}

function snakeCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
