/**
 * Task "rubric": a criterion is met when one answer of an agent, or one result without an error, has half of the words.
 * What it quotes stands in that message.
 */
import type { JsonObject } from '../../schema/json-schema.ts';
import { tokens } from '../../text/tokens.ts';
import { numberAt, objectsAt, textAt } from '../input.ts';

/** Share of the words of a criterion that a message must have. */
const ENOUGH = 0.5;
/** Of criteria alone: what they say an answer does. */
const SAYING = new Set(tokens('answer says states names mentions tells gives reports'));
const QUOTE_CHARS = 60;

/** Judges each criterion by itself; of several messages that show it, the last counts. */
export function rubric(input: JsonObject): JsonObject {
  const messages = objectsAt(input, 'messages').filter(shows);
  return {
    criteria: objectsAt(input, 'criteria').map((given) => {
      const criterion = numberAt(given, 'criterion', 0);
      const words = new Set(tokens(textAt(given, 'text')).filter((word) => !SAYING.has(word)));
      const shown = messages.findLast((message) => shareIn(textAt(message, 'text'), words) >= ENOUGH);
      if (!shown || words.size === 0)
        return { criterion, met: false, message: '', quote: '', note: 'No message has its words.' };
      const note = 'An answer or a result has half of its words.';
      return { criterion, met: true, message: textAt(shown, 'id'), quote: quoteFrom(shown, words), note };
    }),
  };
}

/** What an agent answers or a tool gives; a call alone shows nothing. */
function shows(message: JsonObject): boolean {
  const text = textAt(message, 'text');
  const role = textAt(message, 'role');
  return role === 'assistant' ? !/^\(calls /m.test(text) : role === 'tool' && !text.startsWith('(error of ');
}

function shareIn(text: string, words: ReadonlySet<string>): number {
  const present = new Set(tokens(text));
  const found = [...words].filter((word) => present.has(word));
  return words.size === 0 ? 0 : found.length / words.size;
}

/** From the first word of the criterion on. */
function quoteFrom(message: JsonObject, words: ReadonlySet<string>): string {
  const text = textAt(message, 'text');
  const first = [...text.matchAll(/[\p{L}\p{N}]+/gu)].find(([word]) =>
    tokens(word).some((one) => words.has(one)),
  );
  const from = first?.index ?? 0;
  return text
    .slice(from, from + QUOTE_CHARS)
    .toWellFormed()
    .trim();
}
