/** The outcome of a tool as hooks of NexAU see it, and what they make of it. */
import { isJsonObject, type Json, type JsonObject, type ToolOutcome, textOf } from '@nex/core';
import { outcomeOfResult } from '@nex/tools';

/**
 * What the tool gave: its object, `{"result": value}` for any other value, `{"content": text}` for text, a list of
 * blocks where there are images, `{"error": text, "error_type": kind}` for a failure.
 */
export function hookToolOutput({ content, structured, isError, errorKind }: ToolOutcome): Json {
  if (isJsonObject(structured)) return structured;
  const text = textOf({ content });
  if (isError) return { error: text, error_type: errorKind ?? 'tool_error' };
  if (content.some((block) => block.type === 'image')) {
    return content.map(
      (block): JsonObject =>
        block.type === 'text' ? { type: 'text', text: block.text } : { type: 'image', image_url: block.url },
    );
  }
  return structured === undefined ? { content: text } : { result: structured };
}

/** `output` is what a hook gave in place of the tool's; `shown`, what the model is to see whatever the output is. */
export function outcomeFromHook(
  before: ToolOutcome,
  toolName: string,
  { output, shown }: { output?: Json | undefined; shown?: Json | undefined },
): ToolOutcome {
  const changed = output === undefined ? before : outcomeOfOutput(before, toolName, output);
  if (shown === undefined) return changed;
  return { ...changed, content: outcomeOfResult(shown, 'markdown', toolName).content };
}

/** A text says nothing of success: what failed before has still failed. */
function outcomeOfOutput(before: ToolOutcome, toolName: string, output: Json): ToolOutcome {
  const made = outcomeOfResult(output, 'markdown', toolName);
  if (isJsonObject(output) || !before.isError) return made;
  return { ...made, isError: true, errorKind: before.errorKind ?? 'tool_error' };
}
