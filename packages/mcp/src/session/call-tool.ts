/** One call of a tool. What goes wrong in it is data: the server refused it, did not answer in time, or is gone. */
import { type Client, ProtocolError, SdkError, SdkErrorCode } from '@modelcontextprotocol/client';
import { type Json, type JsonObject, NexError, type ToolProgress } from '@nex/core';
import * as z from 'zod';

/** A tool result, read without demanding more of a server than MCP's servers keep. */
export const RawToolResult = z.looseObject({
  content: z.array(z.looseObject({ type: z.string() })).default([]),
  /** Came as JSON. */
  structuredContent: z.custom<Json>().optional(),
  isError: z.boolean().optional(),
});
export type RawToolResult = z.infer<typeof RawToolResult>;

export type CallAnswer =
  | { kind: 'result'; result: RawToolResult }
  /** The server answered with an error of the protocol. */
  | { kind: 'refused'; message: string }
  /** The server said that it has the tool no longer; it was not called. */
  | { kind: 'vanished' }
  | { kind: 'timeout' | 'gone' };

export interface CallOptions {
  signal: AbortSignal;
  /** Of the whole call; progress does not lengthen it. */
  timeoutMs: number;
  /** Absent: the server is not asked for progress. */
  onProgress?: ((progress: ToolProgress) => void) | undefined;
}

/** Throws `cancelled` when the signal aborts; the server is told, and may still be at work then. */
export async function callTool(
  client: Client,
  name: string,
  args: JsonObject,
  { signal, timeoutMs, onProgress }: CallOptions,
): Promise<CallAnswer> {
  try {
    const request = { method: 'tools/call', params: { name, arguments: args } };
    const options = { signal, timeout: timeoutMs };
    const result = await client.request(
      request,
      RawToolResult,
      onProgress ? { ...options, onprogress: (seen) => onProgress(toProgress(seen)) } : options,
    );
    return { kind: 'result', result };
  } catch (error) {
    if (signal.aborted) throw new NexError('cancelled', 'The tool call was cancelled.', { cause: error });
    if (error instanceof ProtocolError) return { kind: 'refused', message: error.message };
    if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) return { kind: 'timeout' };
    return { kind: 'gone' };
  }
}

function toProgress(seen: {
  progress: number;
  total?: number | undefined;
  message?: string | undefined;
}): ToolProgress {
  return {
    progress: seen.progress,
    ...(seen.total === undefined ? {} : { total: seen.total }),
    ...(seen.message === undefined ? {} : { message: seen.message }),
  };
}
