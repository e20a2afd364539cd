/**
 * A tool at an address: arguments are posted as JSON `{arguments, call_id}`; the answer is JSON, or text. A status of
 * 400 or above is an error of the tool.
 */
import { errorOutcome, type Json, type ToolBinding, type ToolOutcome } from '@nex/core';
import { outcomeOfResult } from '../formatters/outcome-of-result.ts';
import { type CustomToolOptions, DEFAULT_TIMEOUT_MS, type ToolExecute } from './create-custom-tool.ts';

export interface HttpToolOptions extends CustomToolOptions {
  /** Refuses addresses that the agent must not reach. */
  fetch: typeof globalThis.fetch;
  headers?: Readonly<Record<string, string>>;
  /** Of an answer. Default 4 MB. */
  maxBytes?: number;
}

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_ERROR_CHARS = 2000;

export function createHttpTool(
  binding: Extract<ToolBinding, { kind: 'http' }>,
  options: HttpToolOptions,
): ToolExecute {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = MAX_BYTES } = options;
  return async (args, context) => {
    context.signal.throwIfAborted();
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await options.fetch(binding.url, {
        method: 'POST',
        headers: {
          accept: 'application/json, text/plain',
          ...options.headers,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ arguments: args, call_id: context.callId }),
        signal: AbortSignal.any([context.signal, timeout]),
      });
      const text = await readText(response, maxBytes);
      if (text === undefined) {
        return errorOutcome('tool_error', `The answer of the tool is larger than ${maxBytes} bytes.`);
      }
      return outcomeOfResponse(response, text, options);
    } catch {
      context.signal.throwIfAborted();
      if (timeout.aborted) {
        return errorOutcome('tool_error', `The tool took longer than its limit of ${timeoutMs / 1000} s.`);
      }
      return errorOutcome('infrastructure', 'The address of the tool cannot be reached.');
    }
  };
}

function outcomeOfResponse(response: Response, text: string, options: HttpToolOptions): ToolOutcome {
  if (response.status >= 400) {
    const told = text.length > MAX_ERROR_CHARS ? `${text.slice(0, MAX_ERROR_CHARS)}…` : text;
    return errorOutcome(
      'tool_error',
      `The tool answered with status ${response.status}.${told && `\n${told}`}`,
    );
  }
  const isJson = /^application\/(?:[\w.-]+\+)?json\b/.test(response.headers.get('content-type') ?? '');
  if (!isJson) return outcomeOfResult(text, options.formatter, options.toolName);
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return errorOutcome('tool_error', 'The tool answered with JSON that cannot be read.');
  }
  return outcomeOfResult(value, options.formatter, options.toolName);
}

/** `undefined` when the body is longer; reading ends there. */
async function readText(response: Response, maxBytes: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
