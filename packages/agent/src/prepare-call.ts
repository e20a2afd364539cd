/** First step of a tool call: find the tool and hold the arguments against its contract. Has no effect. */
import {
  errorOutcome,
  type JsonObject,
  type Tool,
  type ToolCallBlock,
  type ToolDefinition,
  type ToolOutcome,
} from '@nex/core';
import type { LoopState } from './loop-state.ts';

/** Names listed to a model that asked for a tool that is not there. */
const NAMES_SHOWN = 100;

export type PreparedCall =
  | { call: ToolCallBlock; tool: Tool; args: JsonObject }
  /** The call cannot run; the outcome tells the model what to do about it. */
  | { call: ToolCallBlock; fault: ToolOutcome };

export function prepareCall(call: ToolCallBlock, { tools, definitions }: LoopState): PreparedCall {
  if (call.fault !== undefined) return { call, fault: errorOutcome('malformed_arguments', call.fault) };
  const tool = tools.get(call.name);
  if (!tool) return { call, fault: errorOutcome('unknown_tool', unknownTool(call.name, definitions)) };
  if (tool.deferred && !definitions.includes(tool.definition)) {
    const text = `${call.name} is not available yet. Find it by ToolSearch first, then call it as it is described.`;
    return { call, fault: errorOutcome('unknown_tool', text) };
  }
  if (!call.arguments) return { call, fault: errorOutcome('malformed_arguments', malformed(call)) };
  const problem = tool.check(call.arguments);
  if (problem !== undefined) {
    const text = `${call.name} did not run, because its arguments are not valid: ${problem}\nCorrect them and call ${call.name} again.`;
    return { call, fault: errorOutcome('invalid_arguments', text) };
  }
  return { call, tool, args: call.arguments };
}

function unknownTool(name: string, tools: readonly ToolDefinition[]): string {
  const names = tools.map((tool) => tool.name);
  if (names.length === 0) return `There is no tool named "${name}". You have no tools; answer in text.`;
  const rest = names.length - NAMES_SHOWN;
  const shown = names.slice(0, NAMES_SHOWN).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
  return `There is no tool named "${name}". Available tools: ${shown}. Call one of these by its exact name, or answer in text.`;
}

function malformed(call: ToolCallBlock): string {
  const reason = whyNoObject(call.argumentsText);
  return `${call.name} did not run, because its arguments are not a JSON object: ${reason}\nCall ${call.name} again with one complete JSON object as its arguments.`;
}

function whyNoObject(text: string): string {
  try {
    JSON.parse(text);
    return 'they are another kind of JSON value.';
  } catch (thrown) {
    return thrown instanceof SyntaxError ? thrown.message : 'they cannot be parsed.';
  }
}
