/**
 * What a message is on a wire, made once per message object, so that a turn costs what it adds and its bytes stay.
 * Messages whose proofs were dropped stay without them for as long as they live.
 */
import type { Message, ReasoningBlock } from '@nex/core';

export interface MessageFragments<F> {
  of(message: Message): F;
  dropProofs(messages: readonly Message[]): void;
}

/** @param make Pure. `proven` false: signatures and encrypted reasoning are not to be sent. */
export function createMessageFragments<F>(
  make: (message: Message, proven: boolean) => F,
): MessageFragments<F> {
  const known = new WeakMap<Message, { fragment: F }>();
  const unproven = new WeakSet<Message>();
  return {
    of(message) {
      let entry = known.get(message);
      if (!entry) {
        entry = { fragment: make(message, !unproven.has(message)) };
        known.set(message, entry);
      }
      return entry.fragment;
    },
    dropProofs(messages) {
      for (const message of messages) {
        if (message.role !== 'assistant') continue;
        unproven.add(message);
        known.delete(message);
      }
    },
  };
}

/** The system messages at the beginning, which have a place of their own on most wires, and the rest. */
export function splitSystem(messages: readonly Message[]): { system: Message[]; rest: Message[] } {
  const first = messages.findIndex((message) => message.role !== 'system');
  const end = first === -1 ? messages.length : first;
  return { system: messages.slice(0, end), rest: messages.slice(end) };
}

/** Whether a proof can be of a provider. Gateways name the form of what they pass on: `anthropic-claude-v1`. */
export function mayBeFrom(vendor: string, { format }: ReasoningBlock): boolean {
  return format === undefined || format.startsWith(vendor);
}
