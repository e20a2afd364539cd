/** Puts an answer together from events, or from the whole message, whose blocks are the same as those of a stream. */
import type { Block, FinishReason, ModelDelta } from '@nex/core';
import { toolCallBlock } from '../call-arguments.ts';
import { rawJsonAt } from '../raw-json.ts';
import type { Aggregator, AnswerContext } from '../wire-model.ts';
import { usageOf } from './usage.ts';
import type { WireBlock, WireError, WireEvent, WireMessage, WireUsage } from './wire.ts';

const FINISH_REASONS: Record<string, FinishReason> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool_calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'content_filter',
};

/** The status that a failure within an answer would have had as an answer of its own. */
const STATUS_OF: Record<string, number> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
};

interface Slot {
  block: WireBlock;
  /** Position among the calls; -1 for other blocks. */
  callIndex: number;
  argumentsText: string;
  /** Arguments that came with the block itself; parts that follow replace them. */
  givenArguments: string;
}

export function createReplyAggregator(
  modelName: string,
  { onDelta, fail }: Pick<AnswerContext, 'onDelta' | 'fail'>,
): Aggregator {
  const slots = new Map<number, Slot>();
  let calls = 0;
  let model = modelName;
  let stopReason: string | undefined;
  let usage: WireUsage = {};

  function begin(index: number, block: WireBlock, input: string | undefined): void {
    const isCall = block.type === 'tool_use';
    const slot = {
      block: { ...block },
      callIndex: isCall ? calls : -1,
      argumentsText: '',
      givenArguments: input ?? '',
    };
    slots.set(index, slot);
    if (isCall) {
      calls += 1;
      const { id, name } = block;
      onDelta?.({
        type: 'tool_call',
        index: slot.callIndex,
        ...(id ? { id } : {}),
        ...(name ? { name } : {}),
      });
    } else tell(block.type, block.thinking ?? block.text ?? '');
  }

  function tell(type: string | undefined, delta: string): void {
    if (delta === '' || (type !== 'text' && type !== 'thinking')) return;
    onDelta?.({ type: type === 'text' ? 'text' : 'reasoning', delta });
  }

  function grow(index: number, delta: NonNullable<WireEvent['delta']>): void {
    let slot = slots.get(index);
    if (!slot) {
      begin(index, { type: delta.thinking === undefined ? 'text' : 'thinking' }, undefined);
      slot = slots.get(index);
    }
    if (!slot) return;
    const { block } = slot;
    if (delta.text) block.text = (block.text ?? '') + delta.text;
    if (delta.thinking) block.thinking = (block.thinking ?? '') + delta.thinking;
    if (delta.signature) block.signature = (block.signature ?? '') + delta.signature;
    tell(block.type, delta.thinking ?? delta.text ?? '');
    if (delta.partial_json && slot.callIndex >= 0) {
      slot.argumentsText += delta.partial_json;
      onDelta?.(argumentsDelta(slot, delta.partial_json));
    }
  }

  function stop(index: number): void {
    const slot = slots.get(index);
    if (!slot || slot.argumentsText !== '' || slot.givenArguments === '') return;
    slot.argumentsText = slot.givenArguments;
    onDelta?.(argumentsDelta(slot, slot.argumentsText));
  }

  function note(message: WireMessage): void {
    if (message.model) model = message.model;
    if (message.stop_reason) stopReason = message.stop_reason;
    noteUsage(message.usage);
  }

  /** Counts of later events are sums, not additions; an absent one leaves what was known. */
  function noteUsage(counts: WireUsage | null | undefined): void {
    const given = Object.entries(counts ?? {}).filter(([, count]) => typeof count === 'number');
    usage = { ...usage, ...Object.fromEntries(given) };
  }

  function failure(error: WireError): Error {
    return fail(STATUS_OF[error.type ?? ''] ?? 502, { error });
  }

  return {
    get finished() {
      return stopReason !== undefined;
    },
    pushWhole(body, text) {
      const message = body as WireMessage;
      if (message.error) throw failure(message.error);
      if (!message.content) return false;
      note(message);
      message.content.forEach((block, index) => {
        begin(index, block, rawInput(text, block, ['content', index, 'input']));
        stop(index);
      });
      return true;
    },
    push(data, text) {
      const event = data as WireEvent;
      const { index = 0, delta, content_block: block } = event;
      if (event.error) throw failure(event.error);
      if (event.type === 'message_start') note(event.message ?? {});
      else if (event.type === 'content_block_start' && block) {
        const input = isEmpty(block.input) ? undefined : rawInput(text, block, ['content_block', 'input']);
        begin(index, block, input);
      } else if (event.type === 'content_block_delta' && delta) grow(index, delta);
      else if (event.type === 'content_block_stop') stop(index);
      else if (event.type === 'message_delta') {
        if (delta?.stop_reason) stopReason = delta.stop_reason;
        noteUsage(event.usage);
      }
      return event.type === 'message_stop';
    },
    reply() {
      const content = joined([...slots].toSorted(([a], [b]) => a - b).flatMap(([, slot]) => blockOf(slot)));
      const mapped = FINISH_REASONS[stopReason ?? ''] ?? 'unknown';
      return {
        message: { role: 'assistant', content },
        finishReason: mapped === 'stop' && calls > 0 ? 'tool_calls' : mapped,
        usage: usageOf(usage),
        model,
      };
    },
  };
}

function argumentsDelta({ callIndex }: Slot, delta: string): ModelDelta {
  return { type: 'tool_call', index: callIndex, argumentsDelta: delta };
}

function rawInput(text: string, block: WireBlock, path: (string | number)[]): string | undefined {
  return block.type === 'tool_use' ? rawJsonAt(text, path) : undefined;
}

function isEmpty(input: unknown): boolean {
  return typeof input !== 'object' || input === null || Object.keys(input).length === 0;
}

/** Blocks of the server's own tools have no place in a message. */
function blockOf({ block, argumentsText, callIndex }: Slot): Block[] {
  const { type, text = '', thinking = '', signature, data, id, name = '' } = block;
  if (type === 'text') return text === '' ? [] : [{ type: 'text', text }];
  if (type === 'redacted_thinking') return [{ type: 'reasoning', text: '', encrypted: data ?? '' }];
  if (type === 'tool_use') return [toolCallBlock({ id: id || `call_${callIndex}`, name, argumentsText })];
  if (type !== 'thinking' || (thinking === '' && !signature)) return [];
  return [{ type: 'reasoning', text: thinking, ...(signature ? { signature } : {}) }];
}

/** Citations split a sentence into blocks; it is one text. */
function joined(blocks: readonly Block[]): Block[] {
  const all: Block[] = [];
  for (const block of blocks) {
    const last = all[all.length - 1];
    if (block.type === 'text' && last?.type === 'text') {
      all[all.length - 1] = { ...last, text: last.text + block.text };
    } else all.push(block);
  }
  return all;
}
