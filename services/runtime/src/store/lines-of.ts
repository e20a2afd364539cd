/** The lines of a text that comes in pieces, none held longer than it takes. A stream that breaks off throws. */
import { NexError } from '@nex/core';

const MAX_LINE_CHARS = 32 * 1024 * 1024;

/** Throws `too_large` for a line without an end. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let parts: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const [first = '', ...rest] = decoder.decode(chunk, { stream: true }).split('\n');
    parts.push(first);
    length += first.length;
    if (length > MAX_LINE_CHARS)
      throw new NexError('too_large', `A line has more than ${MAX_LINE_CHARS} characters.`);
    for (const next of rest) {
      yield parts.join('');
      parts = [next];
      length = next.length;
    }
  }
  parts.push(decoder.decode());
  const last = parts.join('');
  if (last !== '') yield last;
}
