/** The lines of a stream of bytes, without their line breaks. Throws `too_large` at a line that is too long. */
import { NexError } from '@nex/core';

const MAX_LINE_BYTES = 16 * 1024 * 1024;
const LINE_BREAK = 10;

export async function* readLines(
  stream: AsyncIterable<string | Uint8Array>,
  maxBytes = MAX_LINE_BYTES,
): AsyncGenerator<string> {
  let parts: Uint8Array[] = [];
  let length = 0;
  for await (const read of stream) {
    let chunk: Uint8Array = typeof read === 'string' ? Buffer.from(read) : read;
    for (let at = chunk.indexOf(LINE_BREAK); at !== -1; at = chunk.indexOf(LINE_BREAK)) {
      parts.push(chunk.subarray(0, at));
      chunk = chunk.subarray(at + 1);
      yield Buffer.concat(parts).toString('utf8');
      parts = [];
      length = 0;
    }
    length += chunk.length;
    if (length > maxBytes) throw new NexError('too_large', 'A message is longer than the limit.');
    if (chunk.length > 0) parts.push(chunk);
  }
  if (length > 0) yield Buffer.concat(parts).toString('utf8');
}
