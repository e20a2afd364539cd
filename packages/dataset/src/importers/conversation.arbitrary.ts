/** Conversations as agents have them, with every sign in their texts, and their spelling by OpenAI, Anthropic and NexAU's XML. */
import {
  type Block,
  isJsonObject,
  type JsonObject,
  type Message,
  type ToolCallBlock,
  type ToolResultBlock,
  textMessage,
  textOf,
  toolCallsOf,
} from '@nex/core';
import { DIALECTS } from '@nex/dialects';
import fc from 'fast-check';
import { anyText } from '../message.arbitrary.ts';

export interface TextKinds {
  text: fc.Arbitrary<string>;
  value: fc.Arbitrary<string>;
}

export const ALL_TEXT: TextKinds = { text: anyText.filter((text) => text !== ''), value: anyText };
/** What a format in text can tell from its own marks: no tags outside of values, no white space at the ends. */
export const TAGLESS_TEXT: TextKinds = {
  text: fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => `x${text.replaceAll('<', '').trim()}`),
  value: fc.string({ unit: 'grapheme' }),
};

const json = fc
  .jsonValue({ maxDepth: 2, stringUnit: 'grapheme' })
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject[string]);
const argumentsOf = ({ value }: TextKinds): fc.Arbitrary<JsonObject> =>
  fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.oneof(json, value), { maxKeys: 3 });

interface Turn {
  thought: string | null;
  said: string | null;
  calls: { name: string; args: JsonObject; indent: number; result: string }[];
}

/** From the system prompt to an answer. Every call has a result; those of one turn come in any order. */
export function conversations(kinds: TextKinds, ids = 'c'): fc.Arbitrary<Message[]> {
  const { text, value } = kinds;
  const call = fc.record({
    name: fc.constantFrom('search', 'read', 'write'),
    args: argumentsOf(kinds),
    indent: fc.nat(2),
    result: value,
  });
  const turn: fc.Arbitrary<Turn> = fc.record({
    thought: fc.option(text),
    said: fc.option(text),
    calls: fc.array(call, { minLength: 1, maxLength: 3 }),
  });
  return fc
    .record({
      system: text,
      ask: text,
      turns: fc.array(turn, { maxLength: 4 }),
      thought: fc.option(text),
      answer: text,
      reverse: fc.boolean(),
    })
    .map(({ system, ask, turns, thought, answer, reverse }) => {
      let count = 0;
      const steps = turns.flatMap((step) => {
        const calls = step.calls.map(({ name, args, indent }): ToolCallBlock => {
          count += 1;
          return {
            type: 'tool_call',
            id: `${ids}_${count}`,
            name,
            argumentsText: JSON.stringify(args, null, indent),
            arguments: args,
          };
        });
        const results = calls.map((made, index) => toolMessage(made, step.calls[index]?.result ?? ''));
        return [turnMessage(step.thought, step.said, calls), ...(reverse ? results.toReversed() : results)];
      });
      return [
        textMessage('system', system),
        textMessage('user', ask),
        ...steps,
        turnMessage(thought, answer, []),
      ];
    });
}

function turnMessage(thought: string | null, said: string | null, calls: ToolCallBlock[]): Message {
  const content: Block[] = [];
  if (thought !== null) content.push({ type: 'reasoning', text: thought });
  if (said !== null) content.push({ type: 'text', text: said });
  return { role: 'assistant', content: [...content, ...calls] };
}

function toolMessage({ id, name }: ToolCallBlock, text: string): Message {
  return {
    role: 'tool',
    content: [
      {
        type: 'tool_result',
        toolCallId: id,
        toolName: name,
        content: [{ type: 'text', text }],
        isError: false,
      },
    ],
  };
}

export function asOpenAi(message: Message): JsonObject {
  const [first] = message.content;
  if (first?.type === 'tool_result')
    return { role: 'tool', tool_call_id: first.toolCallId, content: textOf(first) };
  const thought = message.content.find((block) => block.type === 'reasoning');
  const calls = toolCallsOf(message).map(({ id, name, argumentsText }) => ({
    id,
    type: 'function',
    function: { name, arguments: argumentsText },
  }));
  return {
    role: message.role,
    content: textOf(message),
    ...(thought && { reasoning_content: thought.text }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}

/** Results of one turn in one user message, as that interface wants them. */
export function asAnthropic(messages: readonly Message[]): JsonObject[] {
  const spelled: JsonObject[] = [];
  for (const { role, content } of messages) {
    const parts = content.map(anthropicPart);
    const last = spelled.at(-1);
    const isMore = role === 'tool' && last?.['role'] === 'user' && isResults(last['content']);
    if (isMore) last['content'] = [...(last['content'] as JsonObject[]), ...parts];
    else spelled.push({ role: role === 'tool' ? 'user' : role, content: parts });
  }
  return spelled;
}

function isResults(content: unknown): boolean {
  return (
    Array.isArray(content) && content.every((part) => isJsonObject(part) && part['type'] === 'tool_result')
  );
}

function anthropicPart(block: Block): JsonObject {
  if (block.type === 'tool_call')
    return { type: 'tool_use', id: block.id, name: block.name, input: block.arguments ?? {} };
  if (block.type === 'tool_result')
    return { type: 'tool_result', tool_use_id: block.toolCallId, content: textOf(block) };
  if (block.type === 'reasoning') return { type: 'thinking', thinking: block.text };
  return { type: 'text', text: block.type === 'text' ? block.text : '' };
}

/** Results of one turn in one user message, in the order of the calls. */
export function asNexauXml(messages: readonly Message[]): JsonObject[] {
  const dialect = DIALECTS['nexau-xml'];
  const spelled: JsonObject[] = [];
  for (let at = 0; at < messages.length; at += 1) {
    const message = messages[at] as Message;
    const results: ToolResultBlock[] = [];
    for (; messages[at]?.role === 'tool'; at += 1) results.push(messages[at]?.content[0] as ToolResultBlock);
    if (results.length > 0) {
      at -= 1;
      const place = ({ toolCallId }: ToolResultBlock) => Number(toolCallId.split('_')[1]);
      const ordered = results.toSorted((a, b) => place(a) - place(b));
      spelled.push({ role: 'user', content: dialect.renderResults(ordered) });
      continue;
    }
    const { tool_calls: _, ...plain } = asOpenAi(message);
    const calls = toolCallsOf(message).map(({ id, name, arguments: args = {} }) => ({
      id,
      name,
      arguments: args,
    }));
    const text = [textOf(message), dialect.renderCalls(calls, [])].filter((part) => part !== '').join('\n');
    spelled.push({ ...plain, content: text });
  }
  return spelled;
}
