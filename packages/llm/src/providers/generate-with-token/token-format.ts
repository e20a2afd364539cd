/** How conversations become a prompt and answers become messages. Handed in: this package knows no dialect. */
import type { JsonObject, Message, ToolDefinition } from '@nex/core';
import type { TokenizerTemplate } from '../../tokens/tokenizer.ts';

export interface RenderOptions {
  /** Whether the prompt ends where the model begins to write. */
  addGenerationPrompt: boolean;
  /** Of the model's tokenizer; the same object each time, so that it can be compiled once. */
  template: TokenizerTemplate;
}

export interface ReadCall {
  id?: string;
  name: string;
  /** As the model wrote them. */
  argumentsText: string;
  /** Absent when they are no JSON object. */
  arguments?: JsonObject;
}

export interface ReadReply {
  content: string;
  reasoning: string;
  calls: readonly ReadCall[];
}

/** Both pure. */
export interface TokenFormat {
  renderPrompt(
    messages: readonly Message[],
    tools: readonly ToolDefinition[],
    options: RenderOptions,
  ): string;
  parseReply(text: string, tools: readonly ToolDefinition[]): ReadReply;
}
