/** The message that stands for the part of a conversation that a compaction took away, and how to know it again. */
import { type Message, textMessage, textOf } from '@nex/core';

export interface HandOff {
  summary: string;
  /** Deferred tools that the removed part had found; they stay available. */
  tools: readonly string[];
}

const PREFIX =
  'The earlier part of this conversation was replaced by this summary, because it had become too long:\n';
const TOOLS = 'Tools found before, still available: ';

export function writeHandOff({ summary, tools }: HandOff): Message {
  const found = tools.length === 0 ? '' : `${TOOLS}${tools.join(', ')}\n`;
  return textMessage('user', `${PREFIX}${found}\n${summary}`);
}

/** `undefined` for any other message. */
export function readHandOff(message: Message): HandOff | undefined {
  if (message.role !== 'user') return undefined;
  const text = textOf(message);
  if (!text.startsWith(PREFIX)) return undefined;
  const body = text.slice(PREFIX.length);
  const end = body.indexOf('\n');
  const summary = body.slice(end + 1);
  return { summary, tools: body.startsWith(TOOLS) ? body.slice(TOOLS.length, end).split(', ') : [] };
}
