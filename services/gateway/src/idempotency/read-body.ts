/** Bytes of a stream up to a limit. */
import { Readable } from 'node:stream';

/** Whole when it ends within the limit; else what was read, with what follows behind it, as a stream. */
export async function readUpTo(stream: Readable, maxBytes: number): Promise<Buffer | Readable> {
  const parts: Buffer[] = [];
  let size = 0;
  const iterator = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  for (let step = await iterator.next(); !step.done; step = await iterator.next()) {
    parts.push(step.value);
    size += step.value.length;
    if (size > maxBytes) return Readable.from(chain(parts, iterator), { objectMode: false });
  }
  return Buffer.concat(parts);
}

async function* chain(parts: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* parts;
  for (let step = await rest.next(); !step.done; step = await rest.next()) yield step.value;
}
