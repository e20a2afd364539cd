/**
 * Rough size of what a model is sent: four characters a token, and a fee per part. Used for reservations and for the
 * size of the context until the provider says better; never for accounts.
 */
import type { Block, Message, ToolDefinition } from '@nex/core';

export const CHARACTERS_PER_TOKEN = 4;
const PER_MESSAGE = 3;
const PER_BLOCK = 1;
const PER_CALL = 8;
const PER_RESULT = 6;
const PER_TOOL = 4;
const PER_IMAGE = 85;

export function estimateTextTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

export function estimateMessageTokens(message: Message): number {
  let tokens = PER_MESSAGE;
  for (const block of message.content) tokens += PER_BLOCK + blockTokens(block);
  return tokens;
}

function blockTokens(block: Block): number {
  switch (block.type) {
    case 'text':
    case 'reasoning':
      return estimateTextTokens(block.text);
    case 'image':
      return PER_IMAGE;
    case 'tool_call':
      return PER_CALL + estimateTextTokens(block.name) + estimateTextTokens(block.argumentsText);
    case 'tool_result': {
      let tokens = PER_RESULT;
      for (const part of block.content) tokens += blockTokens(part);
      return tokens;
    }
  }
}

export function estimateToolTokens(tool: ToolDefinition): number {
  return (
    PER_TOOL +
    estimateTextTokens(tool.name) +
    estimateTextTokens(tool.description) +
    estimateTextTokens(JSON.stringify(tool.inputSchema))
  );
}

export function estimateTokens(messages: readonly Message[], tools: readonly ToolDefinition[]): number {
  let tokens = 0;
  for (const message of messages) tokens += estimateMessageTokens(message);
  for (const tool of tools) tokens += toolTokens(tool);
  return tokens;
}

const knownTools = new WeakMap<ToolDefinition, number>();

/** Definitions do not change, so each is measured once. */
function toolTokens(tool: ToolDefinition): number {
  let tokens = knownTools.get(tool);
  if (tokens === undefined) {
    tokens = estimateToolTokens(tool);
    knownTools.set(tool, tokens);
  }
  return tokens;
}
