/**
 * Puts model calls together to conversations, by what was said. A call whose input begins with all of a conversation goes
 * on with it. One that shares its beginning, or some of its turns, rewrote it (a compaction, a retry): the conversation has
 * two leaves then. One that shares nothing is a conversation of its own. So no order of records, no name and no parent
 * decides what is kept.
 */
import { type Message, toolCallsOf } from '@nex/core';
import { MessageKeys, merged } from './message-key.ts';
import type { ModelCall } from './span.ts';

export interface Leaf {
  messages: Message[];
  /** The latest record of each. */
  seen: Message[];
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
  const messageKeys = new MessageKeys();
  for (const call of calls) {
    const ownerId = owners.ownerOf(call);
    const { messages, answer } = call.model;
    const keys = messages.map((message) => messageKeys.of(message));
    const said: Said = {
      call,
      messages: answer ? [...messages, answer] : messages,
      keys: answer ? [...keys, messageKeys.of(answer)] : keys,
    };
    const own = conversations.filter((conversation) => conversation.ownerId === ownerId);
    const place =
      bestPlace(own, keys) ??
      bestPlace(
        conversations.filter((each) => each.ownerId !== ownerId && owners.mayContinue(each.ownerId, ownerId)),
        keys,
        true,
      );
    if (!place) conversations.push({ ownerId, leaves: [leafOf(said)], calls: [call] });
    else {
      grow(place, said);
      place.conversation.calls.push(call);
    }
  }
  return conversations;
}

/** A model call's messages and its answer. */
interface Said {
  call: ModelCall;
  messages: readonly Message[];
  keys: readonly string[];
}

interface Place {
  conversation: Conversation;
  leaf: Leaf;
}

/** The leaf with the longest common beginning; of equal ones the latest. `whole`: only a leaf that the call goes on with. */
function bestPlace(
  conversations: readonly Conversation[],
  keys: readonly string[],
  whole = false,
): Place | undefined {
  let best: (Place & { shared: number }) | undefined;
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

/** What a model call adds to what is known. */
function grow({ conversation, leaf }: Place, said: Said): void {
  const shared = sharedLength(leaf.keys, said.keys);
  if (shared < leaf.keys.length && shared < said.keys.length) {
    const fork = leafOf(said);
    fork.messages.splice(0, shared, ...mergedPart(leaf, said, shared));
    conversation.leaves.push(fork);
    return;
  }
  leaf.messages.splice(0, shared, ...mergedPart(leaf, said, shared));
  leaf.messages.push(...said.messages.slice(shared));
  leaf.seen.splice(0, said.messages.length, ...said.messages);
  leaf.keys.push(...said.keys.slice(shared));
  leaf.calls.push(said.call);
}

/** The first messages, with what this record of them has and the others lack. Most records are the same object. */
function mergedPart(leaf: Leaf, { messages }: Said, shared: number): Message[] {
  return leaf.messages.slice(0, shared).map((own, index) => {
    const seen = messages[index];
    return seen === undefined || seen === leaf.seen[index] ? own : merged(own, seen);
  });
}

function leafOf({ call, messages, keys }: Said): Leaf {
  return { messages: [...messages], seen: [...messages], keys: [...keys], calls: [call] };
}
