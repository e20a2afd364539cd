/** A tool of an MCP server as the loop runs it. */
import {
  errorOutcome,
  type JsonObject,
  NexError,
  type Tool,
  type ToolContext,
  type ToolDefinition,
  type ToolOutcome,
} from '@nex/core';
import { checkResult, type ResultCheck } from '../result/check-result.ts';
import type { DressedErrorName } from '../result/dressed-errors.ts';
import { type KeepOutput, limitSize } from '../result/limit-size.ts';
import { infrastructureOutcome, normaliseAnswer } from '../result/normalise.ts';
import type { Backend } from './backend.ts';

export interface McpToolParts {
  definition: ToolDefinition;
  /** The tool's own name. */
  tool: string;
  server: string;
  rootRunId: string;
  owner: string;
  backend: Backend;
  check: Tool['check'];
  /** Absent: the server promises nothing of the tool's results. */
  checkResult: ResultCheck | undefined;
  timeoutMs: number;
  maxResultBytes: number;
  keepOutput: KeepOutput | undefined;
  dressedErrors: readonly DressedErrorName[];
  /** Is given the promise of every call. */
  track: (call: Promise<unknown>) => void;
}

export function mcpTool(parts: McpToolParts): Tool {
  const run = async (args: JsonObject, { signal, onProgress }: ToolContext): Promise<ToolOutcome> => {
    const { tool, server, rootRunId, owner, timeoutMs, maxResultBytes, keepOutput, dressedErrors } = parts;
    try {
      const { answer, alias } = await parts.backend.call({
        rootRunId,
        owner,
        tool,
        args,
        timeoutMs,
        signal,
        onProgress,
      });
      const keep = keepOutput;
      const options = { server, timeoutMs, args, alias, dressedErrors, keep, signal };
      const told = await normaliseAnswer(answer, options);
      const outcome = checkResult(told, answer, {
        tool: parts.definition.name,
        check: parts.checkResult,
        toModel: (text) => alias.errorToModel(text, args),
      });
      return await limitSize(outcome, { maxBytes: maxResultBytes, keep, signal });
    } catch (cause) {
      if (signal.aborted) throw new NexError('cancelled', 'The tool call was cancelled.', { cause });
      return cause instanceof NexError && cause.code === 'tool_unavailable'
        ? errorOutcome('infrastructure', `The tool server ${server} could not be started or reached.`)
        : infrastructureOutcome(`The tool server ${server} could not be used.`);
    }
  };
  return {
    definition: parts.definition,
    check: parts.check,
    execute: (args, context) => {
      const call = run(args, context);
      parts.track(call);
      return call;
    },
  };
}
