/** What a text row gave back, compared with what went in, and as messages of the platform. */
import { type Message, NexError, type ToolCallBlock } from '@nex/core';
import { sameJson } from '../../same-json.ts';
import type { Refusal } from '../exporter.ts';
import { type NormalMessage, type NormalResult, type NormalTurn, OpenCalls } from './normal-form.ts';

/** The first message that reads back otherwise. */
export function difference(
  back: readonly NormalMessage[],
  normal: readonly NormalMessage[],
): Refusal | undefined {
  if (back.length !== normal.length) return { reason: 'messages', detail: 'a message is missing' };
  for (let at = 0; at < normal.length; at += 1) {
    const message = normal[at] as NormalMessage;
    if (isSame(back[at] as NormalMessage, message)) continue;
    return { reason: REASONS[message.source], detail: `message ${at} reads back otherwise` };
  }
  return undefined;
}

const REASONS = { system: 'system', user: 'user', assistant: 'turn', tool: 'results' } as const;

function isSame(a: NormalMessage, b: NormalMessage): boolean {
  if (a.source === 'assistant') return b.source === 'assistant' && isSameTurn(a.turn, b.turn);
  if (a.source === 'tool') return b.source === 'tool' && isSameResults(a.results, b.results);
  return a.source === b.source && a.text === b.text;
}

function isSameTurn(a: NormalTurn, b: NormalTurn): boolean {
  return a.text === b.text && a.reasoning === b.reasoning && sameJson(a.calls, b.calls);
}

function isSameResults(a: readonly NormalResult[], b: readonly NormalResult[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) {
    const one = a[at] as NormalResult;
    const other = b[at] as NormalResult;
    if (one.text !== other.text || one.name !== other.name || one.isError !== other.isError) return false;
  }
  return true;
}

/** Against the conversation itself: no call, result or message may have gone on the way to the normal form. */
export function missing(back: readonly NormalMessage[], messages: readonly Message[]): Refusal | undefined {
  const seen = { calls: 0, results: 0, others: 0 };
  for (const message of back) {
    if (message.source === 'tool') seen.results += message.results.length;
    else {
      seen.others += 1;
      if (message.source === 'assistant') seen.calls += message.turn.calls.length;
    }
  }
  for (const { role, content } of messages) {
    if (role === 'tool') seen.results -= 1;
    else seen.others -= 1;
    for (const block of content) if (block.type === 'tool_call' && block.arguments) seen.calls -= 1;
  }
  const isWhole = seen.calls === 0 && seen.results === 0 && seen.others === 0;
  return isWhole ? undefined : { reason: 'messages', detail: 'a call, a result or a message is missing' };
}

/** With ids counted over the conversation. */
export function toMessages(normal: readonly NormalMessage[]): Message[] {
  const open = new OpenCalls<ToolCallBlock>();
  let count = 0;
  return normal.flatMap((message): Message[] => {
    if (message.source === 'assistant') {
      const { reasoning, text, calls } = message.turn;
      const blocks = calls.map((call): ToolCallBlock => {
        count += 1;
        const argumentsText = JSON.stringify(call.arguments);
        return {
          type: 'tool_call',
          id: `call_${count}`,
          name: call.name,
          argumentsText,
          arguments: call.arguments,
        };
      });
      open.add(blocks);
      const thought = reasoning === '' ? [] : [{ type: 'reasoning' as const, text: reasoning }];
      const said = text === '' ? [] : [{ type: 'text' as const, text }];
      return [{ role: 'assistant', content: [...thought, ...said, ...blocks] }];
    }
    if (message.source !== 'tool') {
      return [{ role: message.source, content: [{ type: 'text', text: message.text }] }];
    }
    const calls = open.take(message.results.length);
    return message.results.map(({ name, isError, text }, index) => ({
      role: 'tool',
      content: [
        {
          type: 'tool_result',
          toolCallId: calls?.[index]?.id ?? '',
          toolName: name,
          content: [{ type: 'text', text }],
          isError,
        },
      ],
    }));
  });
}

/** `undefined` when the row is none of the format: that is data here. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof NexError) return undefined;
    throw thrown;
  }
}
