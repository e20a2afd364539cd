/** Our messages and tools in the form that chat templates expect: OpenAI's chat API, with reasoning beside the content. */
import { type Block, type Json, type JsonObject, type Message, type ToolDefinition, textOf } from '@nex/core';

export interface TemplateMessageOptions {
  /**
   * How calls carry their arguments: as the object that most templates write themselves, or as the model's own text.
   * Arguments that are no JSON object stay text either way.
   */
  argumentsAs: 'object' | 'text';
}

/** One message each, in order. Reasoning becomes `reasoning_content`; content with images becomes a list of parts. */
export function toTemplateMessages(
  messages: readonly Message[],
  options: TemplateMessageOptions,
): JsonObject[] {
  return messages.map((message) => {
    switch (message.role) {
      case 'assistant':
        return assistantMessage(message, options);
      case 'tool':
        return toolMessage(message);
      case 'system':
      case 'user':
        return { role: message.role, content: contentOf(message.content) };
    }
  });
}

function assistantMessage(message: Message, options: TemplateMessageOptions): JsonObject {
  const result: JsonObject = { role: 'assistant', content: contentOf(message.content) };
  const reasoning: string[] = [];
  const calls: Json[] = [];
  for (const block of message.content) {
    if (block.type === 'reasoning' && block.text !== '') reasoning.push(block.text);
    if (block.type !== 'tool_call') continue;
    const asObject = options.argumentsAs === 'object' ? block.arguments : undefined;
    calls.push({
      id: block.id,
      type: 'function',
      function: { name: block.name, arguments: asObject ?? block.argumentsText },
    });
  }
  if (reasoning.length > 0) result.reasoning_content = reasoning.join('\n');
  if (calls.length > 0) result.tool_calls = calls;
  return result;
}

function toolMessage(message: Message): JsonObject {
  for (const block of message.content) {
    if (block.type !== 'tool_result') continue;
    return {
      role: 'tool',
      tool_call_id: block.toolCallId,
      name: block.toolName,
      content: contentOf(block.content),
    };
  }
  return { role: 'tool', content: contentOf(message.content) };
}

function contentOf(blocks: readonly Block[]): Json {
  if (!blocks.some((block) => block.type === 'image')) return textOf({ content: blocks });
  const parts: Json[] = [];
  for (const block of blocks) {
    if (block.type === 'text') parts.push({ type: 'text', text: block.text });
    if (block.type === 'image') parts.push({ type: 'image_url', image_url: { url: block.url } });
  }
  return parts;
}

/** Tools as functions of OpenAI's chat API. */
export function toTemplateTools(tools: readonly ToolDefinition[]): JsonObject[] {
  return tools.map((tool) => ({
    type: 'function',
    function: { name: tool.name, description: tool.description, parameters: tool.inputSchema },
  }));
}
