/**
 * When two records of a message are the same message. Recorders differ in what they repeat: ids, reasoning, the bytes of
 * arguments and the closing tag of a text call may be there once and be missing the next time.
 */
import { type Block, canonicalJson, type Message, textOf } from '@nex/core';

/** Keys of messages; each is made once. */
export class MessageKeys {
  readonly #known = new WeakMap<Message, string>();

  of(message: Message): string {
    let key = this.#known.get(message);
    if (key === undefined) {
      key = messageKey(message);
      this.#known.set(message, key);
    }
    return key;
  }
}

function messageKey(message: Message): string {
  const parts = message.content.flatMap((block): unknown[] => {
    if (block.type === 'tool_call')
      return [['call', block.name, canonicalJson(block.arguments ?? block.argumentsText)]];
    if (block.type === 'tool_result') return [['result', textOf(block).trim(), ...images(block.content)]];
    return images([block]);
  });
  return JSON.stringify([message.role, textOf(message).trim(), ...parts]);
}

function images(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => (block.type === 'image' ? [block.url] : []));
}

/** What one record has and the other lacks, together. `own` came first; its bytes count. */
export function merged(own: Message, seen: Message): Message {
  const seenCalls = seen.content.filter((block) => block.type === 'tool_call');
  let at = 0;
  const content = own.content.map((block): Block => {
    if (block.type === 'tool_call') {
      // Results name the id that the history has.
      const id = seenCalls[at++]?.id ?? '';
      return id === '' || id === block.id ? block : { ...block, id };
    }
    if (block.type !== 'tool_result') return block;
    const other = seen.content.find((candidate) => candidate.type === 'tool_result');
    return other?.isError && !block.isError ? { ...block, isError: true } : block;
  });
  const thought = seen.content.filter((block) => block.type === 'reasoning');
  const has = own.content.some((block) => block.type === 'reasoning');
  return { role: own.role, content: has || thought.length === 0 ? content : [...thought, ...content] };
}
