/** What a chat template is given for a conversation. It holds text alone; what it cannot hold is counted. */
import type { Block, ChatTemplateOptions, JsonObject, Message } from '@nex/core';
import { markedResultText, toTemplateMessages } from '@nex/dialects';
import { type Losses, lose } from '../../losses/losses.ts';
import type { Refusal } from '../exporter.ts';
import { countProofs } from '../text/normal-form.ts';

export interface TemplateInput {
  /** The conversation as the template is given it: as many messages, in the same order. */
  messages: Message[];
  /** The same in the form that templates read. */
  given: JsonObject[];
  losses: Losses;
}

const REASONING_KEYS = ['reasoning_content', 'thinking', 'reasoning'] as const;

/** The key under which the template looks for reasoning. */
export function reasoningKeyOf({ source, reasoningKey }: ChatTemplateOptions): string {
  return reasoningKey ?? REASONING_KEYS.find((key) => source.includes(key)) ?? REASONING_KEYS[0];
}

export function templateInput(
  messages: readonly Message[],
  options: Pick<ChatTemplateOptions, 'argumentsAs'>,
  reasoningKey: string,
): TemplateInput | Refusal {
  const losses: Losses = {};
  const held: Message[] = [];
  for (const [at, message] of messages.entries()) {
    const wrong = message.content.find((block) => !fits(message, block));
    if (wrong || (message.role === 'tool' && message.content.length !== 1)) {
      const detail = `message ${at} of ${message.role} holds a ${wrong?.type ?? 'number of results'}`;
      return { reason: 'unrepresentable', detail };
    }
    held.push({ role: message.role, content: message.content.flatMap((block) => heldBlock(block, losses)) });
  }
  const given = toTemplateMessages(held, options).map((message) => {
    const { reasoning_content: thought, ...rest } = message;
    return thought === undefined ? message : { ...rest, [reasoningKey]: thought };
  });
  return { messages: held, given, losses };
}

function fits({ role }: Message, { type }: Block): boolean {
  if (type === 'tool_result') return role === 'tool';
  if (type === 'text' || type === 'image') return role !== 'tool';
  return role === 'assistant';
}

function heldBlock(block: Block, losses: Losses): Block[] {
  if (block.type === 'image') {
    lose(losses, 'images');
    return [];
  }
  if (block.type === 'tool_result') {
    if (block.structured !== undefined) lose(losses, 'structured_results');
    if (block.isError) lose(losses, 'error_flags');
    if (block.errorKind !== undefined) lose(losses, 'error_kinds');
    for (const { type } of block.content) if (type === 'image') lose(losses, 'images');
    return [{ ...block, content: [{ type: 'text', text: markedResultText(block) }] }];
  }
  countProofs(block, losses);
  if (block.type === 'tool_call' && block.arguments === undefined) lose(losses, 'malformed_calls');
  return [block];
}
