/** The header `Idempotency-Key`, which makes a request repeatable. */
import { NexError } from '@nex/core';

const MAX_KEY_LENGTH = 200;

/** Throws `invalid_request` for a key of no or too many characters. */
export function idempotencyKey(header: string | string[] | undefined): string | undefined {
  const key = Array.isArray(header) ? header[0] : header;
  if (key !== undefined && (key === '' || key.length > MAX_KEY_LENGTH)) {
    throw new NexError(
      'invalid_request',
      `The idempotency key has ${key.length} characters; 1 to ${MAX_KEY_LENGTH} are allowed.`,
      {
        where: 'headers.idempotency-key',
      },
    );
  }
  return key;
}
