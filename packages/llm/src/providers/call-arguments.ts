/** Arguments of a tool call between the text that the model wrote and wires that know objects only. */
import { parseJsonObject, type ToolCallBlock } from '@nex/core';

/** A finished call of an answer. No arguments at all are an empty object. */
export function toolCallBlock(call: {
  id: string;
  name: string;
  argumentsText: string;
  signature?: string | undefined;
}): ToolCallBlock {
  const argumentsText = call.argumentsText.trim() === '' ? '{}' : call.argumentsText;
  const parsed = parseJsonObject(argumentsText);
  return {
    type: 'tool_call',
    id: call.id,
    name: call.name || 'unknown',
    argumentsText,
    ...(parsed ? { arguments: parsed } : {}),
    ...(call.signature ? { signature: call.signature } : {}),
  };
}

/**
 * JSON of the arguments for a wire that takes an object: the model's own bytes when they are one. Anything else is
 * shown to the model as `{"INVALID_JSON": "<what it wrote>"}`, the form that Anthropic's documentation recommends.
 */
export function objectArguments({ argumentsText }: ToolCallBlock): string {
  const text = argumentsText.trim();
  if (text === '') return '{}';
  return parseJsonObject(text) ? text : JSON.stringify({ INVALID_JSON: argumentsText });
}
