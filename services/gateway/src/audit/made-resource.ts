/** The id that an answer gives to what was made. Nothing else of the answer is read, and nothing of it is kept. */
import { PassThrough, type Readable } from 'node:stream';
import { isJsonObject, parseJsonObject } from '@nex/core';

/** Answers that make something are short. */
const MOST_BYTES = 262_144;

export interface Watched {
  /** To be sent in the place of the answer. */
  payload: unknown;
  /** After it was sent. */
  resource(): string | null;
}

export function watchResource(payload: unknown): Watched {
  if (typeof payload === 'string') return { payload, resource: () => idIn(payload) };
  if (!isReadable(payload)) return { payload, resource: () => null };
  const parts: Buffer[] = [];
  let bytes = 0;
  const passed = new PassThrough({
    transform(part: Buffer, _encoding, done) {
      bytes += part.length;
      if (bytes <= MOST_BYTES) parts.push(part);
      else parts.length = 0;
      done(null, part);
    },
  });
  payload.once('error', (thrown: Error) => passed.destroy(thrown));
  passed.once('close', () => void payload.destroy());
  return {
    payload: payload.pipe(passed),
    resource: () => (bytes <= MOST_BYTES ? idIn(Buffer.concat(parts).toString()) : null),
  };
}

function isReadable(value: unknown): value is Readable {
  return typeof value === 'object' && value !== null && 'pipe' in value && typeof value.pipe === 'function';
}

function idIn(text: string): string | null {
  const value = parseJsonObject(text);
  const made = isJsonObject(value?.['key']) ? value['key'] : value;
  const id = made?.['id'];
  return typeof id === 'string' ? id : null;
}
