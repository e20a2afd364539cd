/**
 * Puts model calls together to conversations, by what was said. A call whose input begins with all of a conversation goes
 * on with it. One that shares its beginning, or some of its turns, rewrote it (a compaction, a retry): the conversation has
 * two leaves then. One that shares nothing is a conversation of its own. So no order of records, no name and no parent
 * decides what is kept.
 */
import { type Message, toolCallsOf } from '@nex/core';
import { merged, messageKey } from './message-key.ts';
import type { ModelCall } from './span.ts';

export interface Leaf {
  messages: Message[];
  keys: string[];
  /** In order; calls before the fork are those of the leaf that it came from. */
  calls: ModelCall[];
}

export interface Conversation {
  /** Id of the span whose conversation this is. */
  ownerId: string;
  /** In the order of their first own call. */
  leaves: Leaf[];
  /** All, of every leaf, in order. */
  calls: ModelCall[];
}

export interface Owners {
  /** The span that a model call belongs to. */
  ownerOf(call: ModelCall): string;
  /** Whether one conversation may go on under another span: steps that have a span each. */
  mayContinue(ownerId: string, otherId: string): boolean;
}

/** @param calls In order of time. */
export function conversationsOf(calls: readonly ModelCall[], owners: Owners): Conversation[] {
  const conversations: Conversation[] = [];
  for (const call of calls) {
    const ownerId = owners.ownerOf(call);
    const keys = call.model.messages.map(messageKey);
    const own = conversations.filter((conversation) => conversation.ownerId === ownerId);
    const place =
      bestPlace(own, keys) ??
      bestPlace(
        conversations.filter((each) => each.ownerId !== ownerId && owners.mayContinue(each.ownerId, ownerId)),
        keys,
        true,
      );
    if (!place) conversations.push({ ownerId, leaves: [leafOf(call, keys)], calls: [call] });
    else {
      grow(place, call, keys);
      place.conversation.calls.push(call);
    }
  }
  return conversations;
}

interface Place {
  conversation: Conversation;
  leaf: Leaf;
  /** Messages that both have at their beginning. */
  shared: number;
}

/** The leaf with the longest common beginning; of equal ones the latest. `whole`: only a leaf that the call goes on with. */
function bestPlace(
  conversations: readonly Conversation[],
  keys: readonly string[],
  whole = false,
): Place | undefined {
  let best: Place | undefined;
  for (const conversation of conversations) {
    for (const leaf of conversation.leaves) {
      const shared = sharedLength(leaf.keys, keys);
      const fits = whole ? goesOn(leaf, shared) : belongs(leaf, keys, shared);
      if (fits && shared >= (best?.shared ?? 0)) best = { conversation, leaf, shared };
    }
  }
  return best;
}

function goesOn(leaf: Leaf, shared: number): boolean {
  return shared === leaf.keys.length && leaf.messages.some((message) => message.role === 'assistant');
}

function belongs(leaf: Leaf, keys: readonly string[], shared: number): boolean {
  if (shared === leaf.keys.length) return true;
  const saidSystem = leaf.messages[0]?.role === 'system' ? 1 : 0;
  if (shared > saidSystem) return true;
  const turns = new Set(leaf.keys.filter((_, index) => index >= saidSystem));
  if (keys.slice(shared).some((key) => turns.has(key))) return true;
  // With the same instructions and nothing else: a summary that work goes on with, or another piece of work.
  const last = leaf.messages.findLast((message) => message.role === 'assistant');
  return shared > 0 && last !== undefined && toolCallsOf(last).length > 0;
}

function sharedLength(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

function grow({ conversation, leaf, shared }: Place, call: ModelCall, keys: readonly string[]): void {
  const { messages } = call.model;
  const known = leaf.messages.slice(0, shared).map((own, index) => merged(own, messages[index] ?? own));
  const next = withAnswer([...known, ...messages.slice(shared)], [...keys], call);
  if (shared === leaf.keys.length) Object.assign(leaf, { ...next, calls: [...leaf.calls, call] });
  else conversation.leaves.push({ ...next, calls: [call] });
}

function leafOf(call: ModelCall, keys: readonly string[]): Leaf {
  return { ...withAnswer(call.model.messages, keys, call), calls: [call] };
}

function withAnswer(messages: readonly Message[], keys: readonly string[], call: ModelCall) {
  const { answer } = call.model;
  if (!answer) return { messages: [...messages], keys: [...keys] };
  return { messages: [...messages, answer], keys: [...keys, messageKey(answer)] };
}
