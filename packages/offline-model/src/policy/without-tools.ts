/**
 * Without tools an answer is made only of sentences the conversation already holds.
 */
import type { ChatMessage } from '../protocol/chat-request.ts';
import { textOf } from '../protocol/chat-request.ts';
import { taskIndexOf } from '../protocol/task-message.ts';
import { isChinese } from '../text/is-chinese.ts';
import { tokens } from '../text/tokens.ts';
import { ZH_NOTHING } from './zh/wording.ts';

const PLAIN = 'I have no tool for this, and nothing in our conversation answers it.';

function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?。！？])\s+|\n+/)
    .map((one) => one.trim())
    .filter((one) => one.length > 12);
}

/** Answers from the messages: the sentences that share most words with the last question. */
export function answerFromMessages(messages: readonly ChatMessage[]): string {
  const last = taskIndexOf(messages);
  const question = messages[last];
  const asked = new Set(tokens(question ? textOf(question) : ''));
  const told = messages.flatMap((message, at) =>
    at === last || message.role === 'system' ? [] : sentencesOf(textOf(message)),
  );
  const own = question ? sentencesOf(textOf(question)).filter((one) => !one.endsWith('?')) : [];
  const scored = [...new Set([...told, ...own])]
    .map((sentence, at) => ({
      sentence,
      at,
      shared: new Set(tokens(sentence).filter((word) => asked.has(word))).size,
    }))
    .filter(({ shared }) => shared >= 2)
    .sort((left, right) => right.shared - left.shared || left.at - right.at)
    .slice(0, 3)
    .sort((left, right) => left.at - right.at);
  const inChinese = question !== undefined && isChinese(textOf(question));
  if (scored.length === 0) return inChinese ? ZH_NOTHING : PLAIN;
  return `${inChinese ? '根据前面所说：' : 'From what has been said: '}${scored.map(({ sentence }) => sentence).join(' ')}`;
}
