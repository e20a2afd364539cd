/**
 * The `messages` and `system` of a request, with the marks up to which the server may cache. A mark is laid over the JSON
 * of a block and is not part of it: when the last message moves on, nothing before it is written anew.
 */
import type { Message, ModelRequest } from '@nex/core';
import { createMessageFragments, splitSystem } from '../message-fragments.ts';
import { onceEach } from '../once-each.ts';
import { type ContentBlock, type MessageRules, serializeMessage, textBlocks } from './serialize-message.ts';

export interface ConversationSettings extends MessageRules {
  /** JSON of `cache_control`; without it no part is marked. */
  cacheControl: string | undefined;
}

export interface ConversationSerializer {
  /** `,"system":[…],"messages":[…]`. @param notes Further system parts of this request. */
  json(messages: readonly Message[], notes: readonly string[]): string;
  dropProofs(request: ModelRequest): void;
}

/** The server takes no more marks in a request; one of them is the moving one. */
const MAX_MARKS = 4;

export function createConversationSerializer(settings: ConversationSettings): ConversationSerializer {
  const { cacheControl } = settings;
  const fragments = createMessageFragments((message, proven) => serializeMessage(message, proven, settings));

  const plain = onceEach((turn: Turn) =>
    turnJson(turn, `[${turn.blocks.map(({ json }) => json).join(',')}]`),
  );

  return {
    json(messages, notes) {
      const { system, rest } = splitSystem(messages);
      const systemBlocks = [
        ...system.flatMap(({ content }) => content.flatMap((b) => (b.type === 'text' ? textBlocks(b) : []))),
        ...notes.flatMap((text) => textBlocks({ type: 'text', text })),
      ];
      const turns = turnsOf(rest.map((message) => fragments.of(message)));
      const marked = cacheControl === undefined ? new Set<number>() : marks(systemBlocks, turns);
      let position = 0;
      const list = (blocks: readonly ContentBlock[]): string => {
        const parts = blocks.map(({ json }, at) =>
          marked.has(position + at) ? `${json.slice(0, -1)},"cache_control":${cacheControl}}` : json,
        );
        position += blocks.length;
        return `[${parts.join(',')}]`;
      };
      const systemJson = systemBlocks.length === 0 ? '' : `,"system":${list(systemBlocks)}`;
      const turnsJson = turns.map((turn) => {
        if (turn.blocks.some((_block, at) => marked.has(position + at)))
          return turnJson(turn, list(turn.blocks));
        position += turn.blocks.length;
        return plain(turn);
      });
      return `${systemJson},"messages":[${turnsJson.join(',')}]`;
    },
    dropProofs: ({ messages }) => fragments.dropProofs(messages),
  };
}

interface Turn {
  role: string;
  isResult: boolean;
  blocks: readonly ContentBlock[];
}

function turnJson({ role }: Turn, content: string): string {
  return `{"role":"${role}","content":${content}}`;
}

/** The server wants all results of a turn in one message. */
function turnsOf(fragments: readonly Turn[]): Turn[] {
  const turns: Turn[] = [];
  for (const fragment of fragments) {
    const last = turns[turns.length - 1];
    if (fragment.blocks.length === 0) continue;
    if (last?.isResult && fragment.isResult) {
      turns[turns.length - 1] = { ...last, blocks: [...last.blocks, ...fragment.blocks] };
    } else turns.push(fragment);
  }
  return turns;
}

/** Positions of the first block of the last user message, and of the last of the marked parts: the longest prefixes. */
function marks(system: readonly ContentBlock[], turns: readonly Turn[]): Set<number> {
  const asked: number[] = [];
  let moving: number | undefined;
  let position = 0;
  const visit = (blocks: readonly ContentBlock[], isUser: boolean): void => {
    const first = isUser ? blocks.findIndex((block) => !block.thinking) : -1;
    if (first >= 0) moving = position + first;
    for (const block of blocks) {
      if (block.cache) asked.push(position);
      position += 1;
    }
  };
  visit(system, false);
  for (const { role, blocks } of turns) visit(blocks, role === 'user');
  if (moving === undefined) return new Set(asked.slice(-MAX_MARKS));
  return new Set([...asked.filter((at) => at !== moving).slice(1 - MAX_MARKS), moving]);
}
