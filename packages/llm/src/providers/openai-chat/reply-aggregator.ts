/**
 * Puts an answer together and tells of it while it grows. A whole answer is the same thing in one part, so streaming
 * and not streaming give the same message.
 */
import {
  type Block,
  type FinishReason,
  type ModelDelta,
  type ModelReply,
  type ToolCallBlock,
} from '@nex/core';
import { toolCallBlock } from '../call-arguments.ts';
import { createReasoningCollector, type ReasoningCollector, thinkingText } from './reasoning-collector.ts';
import { createTokenCollector, type TokenCollector } from './token-collector.ts';
import { usageOf } from './usage.ts';
import type { WireMessage, WireReply, WireToolCall, WireUsage } from './wire.ts';

export interface ReplyAggregator {
  push(part: WireReply): void;
  /** True once the server said why the model stopped. */
  readonly finished: boolean;
  reply(): ModelReply;
}

interface Slot {
  index: number;
  id: string;
  name: string;
  text: string;
}

const FINISH_REASONS: Record<string, FinishReason> = {
  stop: 'stop',
  eos: 'stop',
  end_turn: 'stop',
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
  length: 'length',
  max_tokens: 'length',
  content_filter: 'content_filter',
};

export function createReplyAggregator(
  modelName: string,
  onDelta?: (delta: ModelDelta) => void,
): ReplyAggregator {
  const slots: Slot[] = [];
  let text = '';
  let reasoning: ReasoningCollector | undefined;
  let tokens: TokenCollector | undefined;
  let finish: string | undefined;
  let usage: WireUsage | undefined;
  let model = modelName;

  function pushMessage(message: WireMessage): void {
    const isThinking = typeof message.content === 'object' && thinkingText(message.content) !== '';
    if (isThinking || message.reasoning_content || message.reasoning || message.reasoning_details) {
      reasoning ??= createReasoningCollector();
      const thought = reasoning.push(message);
      if (thought !== '') onDelta?.({ type: 'reasoning', delta: thought });
    }
    const said = contentText(message.content) || message.refusal;
    if (said) {
      text += said;
      onDelta?.({ type: 'text', delta: said });
    }
    message.tool_calls?.forEach((call, position) => pushCall(call, position));
  }

  function pushCall(call: WireToolCall, position: number): void {
    const slot = slotFor(slots, call, position);
    const name = call.function?.name ?? '';
    const delta: ModelDelta = { type: 'tool_call', index: slot.index };
    if (call.id && slot.id === '') delta.id = slot.id = call.id;
    if (name !== '' && slot.name === '') delta.name = slot.name = name;
    const args = argumentsOf(call);
    if (args !== '') {
      slot.text += args;
      delta.argumentsDelta = args;
    }
    onDelta?.(delta);
  }

  return {
    get finished() {
      return finish !== undefined;
    },
    push(part) {
      if (part.model) model = part.model;
      if (part.usage) usage = part.usage;
      const choice = part.choices?.[0];
      const given =
        part.prompt_token_ids ?? part.nexrl_train ?? choice?.token_ids ?? choice?.prompt_token_ids;
      if (given || choice?.logprobs) {
        tokens ??= createTokenCollector();
        tokens.push(part, choice);
      }
      if (!choice) return;
      const message = choice.delta ?? choice.message;
      if (message) pushMessage(message);
      if (choice.finish_reason) finish = choice.finish_reason;
    },
    reply() {
      const content: Block[] = reasoning?.blocks() ?? [];
      if (text !== '') content.push({ type: 'text', text });
      for (const slot of slots.toSorted((a, b) => a.index - b.index)) content.push(toolCall(slot));
      const given = tokens?.tokens();
      const mapped = FINISH_REASONS[finish ?? ''] ?? 'unknown';
      return {
        message: { role: 'assistant', content },
        // Some servers say `stop` where the model called tools.
        finishReason: mapped === 'stop' && slots.length > 0 ? 'tool_calls' : mapped,
        usage: usageOf(usage),
        model,
        ...(given ? { tokens: given } : {}),
      };
    },
  };
}

/**
 * The call that a part belongs to. The index decides, unless a server repeats it for a new call (another id together
 * with a name); without an index the id does, and a part with neither continues the last call.
 */
function slotFor(slots: Slot[], call: WireToolCall, position: number): Slot {
  const open = (index: number): Slot => {
    const slot = { index, id: '', name: '', text: '' };
    slots.push(slot);
    return slot;
  };
  const free = () => slots.reduce((max, slot) => Math.max(max, slot.index), -1) + 1;
  const byId = call.id ? slots.find((slot) => slot.id === call.id) : undefined;
  if (typeof call.index === 'number') {
    const index = call.index;
    const slot = slots.find((one) => one.index === index);
    if (!slot) return byId ?? open(index);
    const another = call.id && slot.id !== '' && slot.id !== call.id && call.function?.name;
    return another ? (byId ?? open(free())) : slot;
  }
  if (call.id) return byId ?? open(free());
  if (call.function?.name) return open(free());
  return slots[slots.length - 1] ?? open(position);
}

function argumentsOf(call: WireToolCall): string {
  const args = call.function?.arguments;
  if (typeof args === 'string') return args;
  return args === undefined || args === null ? '' : JSON.stringify(args);
}

function toolCall({ index, id, name, text }: Slot): ToolCallBlock {
  return toolCallBlock({ id: id || `call_${index}`, name, argumentsText: text });
}

function contentText(content: WireMessage['content']): string {
  if (typeof content === 'string') return content;
  return content?.map((part) => part.text ?? '').join('') ?? '';
}
