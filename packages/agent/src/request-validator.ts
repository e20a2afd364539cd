/**
 * The last look at an outgoing message list: what providers demand and what a trajectory must satisfy. System messages
 * come first, then a user message; each tool call is answered exactly once, directly after its message; call ids are
 * unique within the list; the last message is one that a model can answer.
 */
import { type Message, NexError, type Role } from '@nex/core';

/**
 * Checks a list that only grows: every call looks at the messages added since the one before.
 * @throws NexError `internal` whose `where` is the index, as `messages[3]`.
 */
export type RequestValidator = (messages: readonly Message[]) => void;

const BLOCKS: Record<Role, ReadonlySet<string>> = {
  system: new Set(['text']),
  user: new Set(['text', 'image']),
  assistant: new Set(['text', 'reasoning', 'tool_call']),
  tool: new Set(['tool_result']),
};

export function createRequestValidator(): RequestValidator {
  const ids = new Set<string>();
  const open = new Set<string>();
  let next = 0;
  let conversation = false;

  function checkMessage(message: Message, index: number): void {
    for (const block of message.content) {
      if (!BLOCKS[message.role].has(block.type)) {
        fail(index, `A ${message.role} message holds a ${block.type} block.`);
      }
    }
    if (message.role === 'tool') return checkResult(message, index);
    if (open.size > 0) fail(index, `The tool call ${first(open)} has no result before this message.`);
    if (message.role === 'system') {
      if (conversation) fail(index, 'A system message comes after the conversation began.');
      return;
    }
    if (!conversation && message.role !== 'user') fail(index, 'The conversation does not begin with a user.');
    conversation = true;
    for (const block of message.content) {
      if (block.type !== 'tool_call') continue;
      if (ids.has(block.id)) fail(index, `The tool call id ${block.id} occurs twice.`);
      ids.add(block.id);
      open.add(block.id);
    }
  }

  function checkResult(message: Message, index: number): void {
    const [result, ...more] = message.content;
    if (result?.type !== 'tool_result' || more.length > 0) {
      fail(index, 'A tool message does not hold exactly one result.');
    } else if (!open.delete(result.toolCallId)) {
      fail(index, `The result answers ${result.toolCallId}, which is no open tool call.`);
    }
  }

  return (messages) => {
    for (; next < messages.length; next += 1) {
      const message = messages[next];
      if (message) checkMessage(message, next);
    }
    const last = messages.length - 1;
    if (!conversation) fail(Math.max(last, 0), 'The list holds no user message.');
    if (open.size > 0) fail(last, `The tool call ${first(open)} has no result.`);
    if (messages[last]?.role === 'assistant') fail(last, 'The list ends with the model speaking.');
  };
}

/** Checks a whole list once. */
export function validateRequest(messages: readonly Message[]): void {
  createRequestValidator()(messages);
}

function first(set: ReadonlySet<string>): string {
  return set.values().next().value ?? '';
}

function fail(index: number, message: string): never {
  throw new NexError('internal', message, { where: `messages[${index}]` });
}
