/** Rough size of what a model is sent: four characters a token. Used for reservations, never for accounts. */
import type { Message, ToolDefinition } from '@nex/core';

const CHARACTERS_PER_TOKEN = 4;
const TOKENS_PER_IMAGE = 85;
const TOKENS_PER_MESSAGE = 3;

export function estimateMessageTokens(message: Message): number {
  let characters = 0;
  let images = 0;
  for (const block of message.content) {
    if (block.type === 'text' || block.type === 'reasoning') characters += block.text.length;
    else if (block.type === 'tool_call') characters += block.name.length + block.argumentsText.length;
    else if (block.type === 'image') images += 1;
    else {
      for (const part of block.content) {
        if (part.type === 'text') characters += part.text.length;
        else images += 1;
      }
    }
  }
  return TOKENS_PER_MESSAGE + Math.ceil(characters / CHARACTERS_PER_TOKEN) + images * TOKENS_PER_IMAGE;
}

export function estimateToolTokens(tool: ToolDefinition): number {
  const characters = tool.name.length + tool.description.length + JSON.stringify(tool.inputSchema).length;
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}
