/** Texts as Postgres splits them into words. Chinese has no spaces, so each of its characters is a word. */
import { type Trajectory, textOf } from '@nex/core';
import { cleanText } from '@nex/postgres';

/** A vector of words holds at most a megabyte. */
const MAX_CHARS = 100_000;
const HAN = /\p{Script=Han}+/gu;

/** What was said in all runs of a trajectory, in its order, from the beginning. */
export function searchTextOf({ runs }: Trajectory): string {
  let text = '';
  for (const { messages } of runs) {
    for (const message of messages) {
      if (message.role === 'system') continue;
      text += `${textOf(message)}\n`;
      if (text.length > MAX_CHARS) break;
    }
  }
  return cleanText(apart(text.slice(0, MAX_CHARS)));
}

/** A search as `websearch_to_tsquery` takes it: characters that stand together must be found together. */
export function searchQueryOf(words: string): string {
  const quoted = words.includes('"');
  return cleanText(words.replace(HAN, (run) => (quoted ? spaced(run) : `"${spaced(run).trim()}"`)));
}

function apart(text: string): string {
  return text.replace(HAN, spaced);
}

function spaced(run: string): string {
  return ` ${[...run].join(' ')} `;
}
