/** Output items of an answer while they grow, and what of them was told already. */
import type { Block, ModelDelta, TokenLogprob } from '@nex/core';
import { toolCallBlock } from '../call-arguments.ts';
import { logprobOf, type WireLogprob } from '../openai-logprobs.ts';
import type { WireItem, WirePart } from './wire.ts';

export interface ItemCollector {
  /** An item as the server has it now, empty at the beginning and whole at the end. Tells what was not told in parts. */
  put(index: number, item: WireItem): void;
  /** Of an item of `type`, which counts when the server did not announce the item. */
  text(
    type: 'message' | 'reasoning',
    index: number,
    part: number,
    kind: 'content' | 'summary',
    delta: string,
    logprobs?: readonly WireLogprob[],
  ): void;
  arguments(index: number, delta: string): void;
  readonly callCount: number;
  blocks(): Block[];
  /** Of the texts, in their order; empty when the server gave none. */
  logprobs(): TokenLogprob[];
}

interface Slot {
  item: WireItem;
  callIndex: number;
  /** Whether parts of the text or of the arguments were told. */
  told: boolean;
}

export function createItemCollector(onDelta?: (delta: ModelDelta) => void): ItemCollector {
  const slots = new Map<number, Slot>();
  let callCount = 0;

  function slotOf(index: number, item: WireItem): Slot {
    let slot = slots.get(index);
    if (!slot) {
      slot = { item: {}, callIndex: -1, told: false };
      slots.set(index, slot);
    }
    slot.item = { ...slot.item, ...item };
    if (slot.item.type === 'function_call' && slot.callIndex === -1) {
      slot.callIndex = callCount;
      callCount += 1;
      const { call_id: id, name } = slot.item;
      onDelta?.({
        type: 'tool_call',
        index: slot.callIndex,
        ...(id ? { id } : {}),
        ...(name ? { name } : {}),
      });
    }
    return slot;
  }

  function tell(slot: Slot, delta: string): void {
    if (delta === '') return;
    slot.told = true;
    const { type } = slot.item;
    if (type === 'function_call') {
      onDelta?.({ type: 'tool_call', index: slot.callIndex, argumentsDelta: delta });
    } else onDelta?.({ type: type === 'reasoning' ? 'reasoning' : 'text', delta });
  }

  const ordered = () => [...slots].toSorted(([a], [b]) => a - b).map(([, slot]) => slot);

  return {
    get callCount() {
      return callCount;
    },
    put(index, item) {
      const slot = slotOf(index, item);
      if (!slot.told)
        tell(slot, item.type === 'function_call' ? (item.arguments ?? '') : textsOf(item).join(''));
    },
    text(type, index, part, kind, delta, logprobs = []) {
      const slot = slotOf(index, slots.has(index) ? {} : { type });
      const list = [...(slot.item[kind] ?? [])];
      while (list.length <= part) list.push({ text: '' });
      const grown: WirePart = { ...list[part], text: `${list[part]?.text ?? ''}${delta}` };
      if (logprobs.length > 0) grown.logprobs = [...(grown.logprobs ?? []), ...logprobs];
      list[part] = grown;
      slot.item[kind] = list;
      tell(slot, delta);
    },
    arguments(index, delta) {
      const slot = slotOf(index, slots.has(index) ? {} : { type: 'function_call' });
      slot.item.arguments = (slot.item.arguments ?? '') + delta;
      tell(slot, delta);
    },
    blocks: () => ordered().flatMap(blocksOf),
    logprobs: () =>
      ordered().flatMap(({ item }) =>
        item.type === 'message'
          ? (item.content ?? []).flatMap(({ logprobs }) => (logprobs ?? []).map(logprobOf))
          : [],
      ),
  };
}

function blocksOf({ item, callIndex }: Slot): Block[] {
  const texts = textsOf(item);
  if (item.type === 'function_call') {
    const id = item.call_id || item.id || `call_${callIndex}`;
    return [toolCallBlock({ id, name: item.name ?? '', argumentsText: item.arguments ?? '' })];
  }
  if (item.type === 'message') {
    const text = texts.join('');
    return text === '' ? [] : [{ type: 'text', text }];
  }
  if (item.type !== 'reasoning') return [];
  const { encrypted_content: encrypted, id } = item;
  if (texts.length === 0 && !encrypted) return [];
  return (texts.length === 0 ? [''] : texts).map((text, position) => ({
    type: 'reasoning',
    text,
    ...(encrypted && position === 0 ? { encrypted } : {}),
    ...(id ? { id } : {}),
  }));
}

/** Summaries of reasoning, or the reasoning itself where the server shows it. */
function textsOf(item: WireItem): string[] {
  const all: WirePart[] = [...(item.summary ?? []), ...(item.content ?? [])];
  return all.map((part) => part.text ?? part.refusal ?? '').filter((text) => text !== '');
}
