/** A tool as most families' templates show it: `{"type": "function", "function": {…}}`, in Python's JSON spelling. */
import type { JsonObject, ToolDefinition } from '@nex/core';
import { writeJson } from './json-text.ts';

export function functionJson(tool: ToolDefinition): string {
  return writeJson(functionOf(tool));
}

export function wrappedFunctionJson(tool: ToolDefinition): string {
  return writeJson({ type: 'function', function: functionOf(tool) });
}

function functionOf(tool: ToolDefinition): JsonObject {
  return { name: tool.name, description: tool.description, parameters: tool.inputSchema };
}

export function toolsByName(tools: readonly ToolDefinition[]): ReadonlyMap<string, ToolDefinition> {
  return new Map(tools.map((tool) => [tool.name, tool]));
}
