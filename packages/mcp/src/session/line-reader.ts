/**
 * Takes the messages out of a stream of lines. A line that is no message (a banner, noise) is skipped. The messages are
 * looked at only as far as their kind can be told: whoever receives them checks the rest.
 */
import type { JSONRPCMessage } from '@modelcontextprotocol/client';

const LINE_FEED = 10;

export class LineReader {
  readonly #maxBytes: number;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #lines: Buffer[] = [];
  #skipped = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Lines so far that were no messages; empty ones do not count. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Throws when a line is longer than it may be. */
  append(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      this.#hold(chunk.subarray(start, end));
      const [only] = this.#chunks;
      this.#lines.push(this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks));
      this.#clearPart();
      start = end + 1;
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start));
  }

  /** The next whole message; `undefined` when there is none yet. */
  next(): JSONRPCMessage | undefined {
    for (let line = this.#lines.shift(); line; line = this.#lines.shift()) {
      const message = parse(line.toString('utf8'));
      if (message) return message;
      if (line.length > 1) this.#skipped += 1;
    }
    return undefined;
  }

  clear(): void {
    this.#lines = [];
    this.#clearPart();
  }

  #clearPart(): void {
    this.#chunks = [];
    this.#bytes = 0;
  }

  #hold(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > this.#maxBytes) throw new Error('The message is longer than is read.');
    this.#chunks.push(part);
  }
}

function parse(line: string): JSONRPCMessage | undefined {
  // A message is an object; most noise is not.
  if (!/^\s*\{/.test(line)) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isMessage(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isMessage(value: unknown): value is JSONRPCMessage {
  if (typeof value !== 'object' || value === null || !('jsonrpc' in value) || value.jsonrpc !== '2.0')
    return false;
  if ('method' in value) return typeof value.method === 'string';
  const isAnswer = 'result' in value && typeof value.result === 'object' && value.result !== null;
  return (
    ('id' in value && isAnswer) ||
    ('error' in value && typeof value.error === 'object' && value.error !== null)
  );
}
