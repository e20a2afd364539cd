/** The final answer as a value that holds to the run's output contract. */
import { type Json, type Message, textMessage, textOf } from '@nex/core';
import type { OutputContract } from '../loop-types.ts';

/** Answers to one request that may fail the contract. */
export const OUTPUT_TRIES = 3;

const CORRECTION = 'Your answer does not keep to the required format:';

export type Reading = { output: Json } | { problem: string };

/** The first JSON value in the text that is valid; else what is wrong with the first one. */
export function readOutput(text: string, { check }: OutputContract): Reading {
  let problem: string | undefined;
  for (const value of valuesIn(text)) {
    const wrong = check(value);
    if (wrong === undefined) return { output: value };
    problem ??= wrong;
  }
  return { problem: problem ?? 'it is not JSON.' };
}

/** What the agent is told about an answer that failed. */
export function correction(problem: string, { schema }: OutputContract): Message {
  return textMessage(
    'user',
    `${CORRECTION} ${problem}\nAnswer with one JSON value that is valid against this JSON Schema, and with nothing else:\n${JSON.stringify(schema)}`,
  );
}

export function isCorrection(message: Message): boolean {
  return message.role === 'user' && textOf(message).startsWith(CORRECTION);
}

/** Corrections since a person last spoke, so that a resumed run counts on. */
export function countCorrections(messages: readonly Message[]): number {
  let count = 0;
  for (let i = messages.length - 1; i >= 0; i -= 1) {
    const message = messages[i];
    if (message?.role !== 'user') continue;
    if (!isCorrection(message)) break;
    count += 1;
  }
  return count;
}

/** The whole text, each fenced block, and what stands between outer brackets, as far as they are JSON. */
function* valuesIn(text: string): Generator<Json> {
  const candidates = [
    text,
    ...Array.from(text.matchAll(/```\w*\s*\n([\s\S]*?)\n\s*```/g), ([, code]) => code),
  ];
  for (const [open, close] of ['{}', '[]']) {
    const start = text.indexOf(open ?? '');
    const end = text.lastIndexOf(close ?? '');
    if (start >= 0 && end > start) candidates.push(text.slice(start, end + 1));
  }
  for (const candidate of candidates) {
    try {
      yield JSON.parse(candidate ?? '') as Json;
    } catch {
      // The next candidate may be JSON.
    }
  }
}
