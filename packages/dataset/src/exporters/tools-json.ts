/** Tool definitions as a string that holds JSON, in the form of OpenAI's `tools` parameter. */
import { isJsonObject, type JsonObject, NexError, type ToolDefinition } from '@nex/core';

export function toolsJson(tools: readonly ToolDefinition[]): string {
  return JSON.stringify(
    tools.map(({ name, description, inputSchema }) => ({
      type: 'function',
      function: { name, description, parameters: inputSchema },
    })),
  );
}

/** The definitions without what the form does not hold: where a tool comes from, and how it may be run. */
export function readToolsJson(value: unknown): ToolDefinition[] {
  const list: unknown = typeof value === 'string' ? safeJson(value) : undefined;
  if (!Array.isArray(list)) throw new NexError('invalid_request', 'The row holds no list of tools.');
  return list.map((item: unknown) => {
    const spec = isJsonObject(item) && isJsonObject(item['function']) ? item['function'] : {};
    return {
      name: typeof spec['name'] === 'string' ? spec['name'] : '',
      description: typeof spec['description'] === 'string' ? spec['description'] : '',
      inputSchema: isJsonObject(spec['parameters']) ? spec['parameters'] : ({} as JsonObject),
      origin: { kind: 'custom' },
      repeatable: false,
      disableParallel: false,
    };
  });
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
