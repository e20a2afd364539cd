/**
 * Makes of a conversation in text one with calls and results. One lifter serves one trace: its model calls repeat the
 * same history, and every text is read once.
 */
import { type Block, type Message, type ToolDefinition, textOf, toolCallsOf } from '@nex/core';
import type { Notes } from '../notes.ts';
import { namedTagReader } from './named-tags.ts';
import type { Piece, PieceReader } from './piece.ts';
import { promptTools } from './prompt-tools.ts';
import { looksLikeResults, readTextResults } from './results.ts';
import { readPieces } from './styles.ts';

export interface LiftOptions {
  /** Reads also texts of conversations with native calls, for converters that leave some behind. Default false. */
  mixed?: boolean;
  /** Also calls whose tag is the name of a tool. Default false. */
  namedTags?: boolean;
}

const NO_TOOLS: ToolDefinition[] = [];

/** Their calls are tools that no prompt describes as such. */
const AGENT_CALLS = ['sub-agent', 'batch-agent'];

export class TextLifter {
  readonly #options: LiftOptions;
  readonly #prompts = new Map<string, ToolDefinition[]>();
  readonly #assistants = new WeakMap<Message, { tools: readonly ToolDefinition[]; lifted: Message }>();
  readonly #results = new WeakMap<Message, Message[]>();

  constructor(options: LiftOptions = {}) {
    this.#options = options;
  }

  /** @param declared Tools that came with the request; where there are none, the system prompt is read for them. */
  lift(
    messages: readonly Message[],
    declared: readonly ToolDefinition[],
    at: string,
    notes: Notes,
  ): { messages: Message[]; tools: readonly ToolDefinition[] } {
    const isNative = messages.some((message) => toolCallsOf(message).length > 0);
    if (isNative && !this.#options.mixed) return { messages: [...messages], tools: declared };
    const tools = declared.length > 0 ? declared : this.#toolsOf(messages, at, notes);
    const read = this.#options.namedTags ? namedTagReader(callNames(messages, tools)) : undefined;
    const lifted = messages.flatMap((message, index): Message[] => {
      if (message.role === 'assistant') return [this.#assistant(message, tools, read)];
      if (message.role !== 'user') return [message];
      return this.#user(message, () =>
        notes.add('results_unread', `${at}, message ${index}`, 'results in text'),
      );
    });
    return { messages: lifted, tools };
  }

  #toolsOf(messages: readonly Message[], at: string, notes: Notes): ToolDefinition[] {
    const system = messages.find((message) => message.role === 'system');
    if (!system) return NO_TOOLS;
    const prompt = textOf(system);
    let tools = this.#prompts.get(prompt);
    if (!tools) {
      tools = promptTools(prompt);
      this.#prompts.set(prompt, tools);
    }
    if (tools.length > 0) notes.add('tools_from_prompt', at, `${tools.length} tools`);
    return tools;
  }

  #user(message: Message, onUnread: () => void): Message[] {
    const known = this.#results.get(message);
    if (known) return known;
    const text = textOf(message);
    const results = looksLikeResults(text) ? readTextResults(text) : [message];
    if (!results) onUnread();
    this.#results.set(message, results ?? [message]);
    return results ?? [message];
  }

  /** A message without calls is the same object. */
  #assistant(message: Message, tools: readonly ToolDefinition[], read: PieceReader | undefined): Message {
    const known = this.#assistants.get(message);
    if (known?.tools === tools) return known.lifted;
    let isLifted = false;
    const content = message.content.flatMap((block): Block[] => {
      if (block.type !== 'text' || !block.text.includes('<')) return [block];
      const pieces = readPieces(block.text, tools, read);
      if (!pieces.some((piece) => piece.type === 'call')) return [block];
      isLifted = true;
      return blocksOf(pieces);
    });
    const lifted: Message = isLifted ? { role: 'assistant', content } : message;
    this.#assistants.set(message, { tools, lifted });
    return lifted;
  }
}

/** White space between what is said and a call is layout. */
function blocksOf(pieces: readonly Piece[]): Block[] {
  return pieces.flatMap((piece, index): Block[] => {
    if (piece.type === 'call') {
      const { name, argumentsText, arguments: args, fault } = piece.call;
      return [
        {
          type: 'tool_call',
          id: '',
          name,
          argumentsText,
          ...(args && { arguments: args }),
          ...(fault !== undefined && { fault }),
        },
      ];
    }
    if (piece.text.trim() === '') return [];
    if (piece.type === 'reasoning') return [{ type: 'reasoning', text: piece.text }];
    const before = pieces[index - 1]?.type === 'call' ? piece.text.trimStart() : piece.text;
    return [{ type: 'text', text: pieces[index + 1]?.type === 'call' ? before.trimEnd() : before }];
  });
}

/** Of the tools, and of whatever has a result in the conversation. */
function callNames(messages: readonly Message[], tools: readonly ToolDefinition[]): Set<string> {
  const names = new Set([...AGENT_CALLS, ...tools.map((tool) => tool.name)]);
  for (const message of messages) {
    if (message.role !== 'user') continue;
    for (const result of readTextResults(textOf(message)) ?? []) {
      const [block] = result.content;
      if (block?.type === 'tool_result') names.add(block.toolName);
    }
  }
  return names;
}
