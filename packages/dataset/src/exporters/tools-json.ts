/** Tool definitions as a string that holds JSON, in the form of OpenAI's `tools` parameter. */
import { isJsonObject, type JsonObject, NexError, type ToolDefinition } from '@nex/core';

export function toolsJson(tools: readonly ToolDefinition[]): string {
  return JSON.stringify(toolSpecs(tools));
}

/** With the text that stands for a tool in prose, beside its `function`. */
export function toolsAndTextsJson(tools: readonly ToolDefinition[]): string {
  const specs = toolSpecs(tools).map((spec, at) => {
    const text = tools[at]?.textModeDescription;
    return text === undefined ? spec : { ...spec, text };
  });
  return JSON.stringify(specs);
}

export function toolSpecs(tools: readonly ToolDefinition[]): JsonObject[] {
  return tools.map(({ name, description, inputSchema }) => ({
    type: 'function',
    function: { name, description, parameters: inputSchema },
  }));
}

/** The definitions without what the form does not hold: where a tool comes from, and how it may be run. */
export function readToolsJson(value: unknown): ToolDefinition[] {
  const list: unknown = typeof value === 'string' ? safeJson(value) : undefined;
  if (!Array.isArray(list)) throw new NexError('invalid_request', 'The row holds no list of tools.');
  return list.map((item: unknown) => {
    const { function: of, text } = isJsonObject(item) ? item : {};
    const spec = isJsonObject(of) ? of : {};
    return {
      name: typeof spec['name'] === 'string' ? spec['name'] : '',
      description: typeof spec['description'] === 'string' ? spec['description'] : '',
      inputSchema: isJsonObject(spec['parameters']) ? spec['parameters'] : ({} as JsonObject),
      origin: { kind: 'custom' },
      repeatable: false,
      disableParallel: false,
      ...(typeof text === 'string' && { textModeDescription: text }),
    };
  });
}

const MOST_KEPT = 16;

/**
 * What is made of tool definitions, kept by their JSON: the rows of a data set mostly have the same tools.
 * @param make Sees no more of the tools than the JSON holds.
 */
export function keptByTools<Made>(
  make: (tools: readonly ToolDefinition[]) => Made,
): (json: string, tools: () => readonly ToolDefinition[]) => Made {
  const kept = new Map<string, Made>();
  return (json, tools) => {
    const known = kept.get(json);
    if (known !== undefined) return known;
    const made = make(tools());
    if (kept.size === MOST_KEPT) kept.clear();
    kept.set(json, made);
    return made;
  };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
