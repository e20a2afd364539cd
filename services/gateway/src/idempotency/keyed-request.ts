/** What an `idempotency-key` names: method, path and body of one request of one tenant. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { canonicalJson, NexError } from '@nex/core';
import type { HttpRequest } from '@nex/http';
import type { KeyedRequest } from './answers.ts';
import { readUpTo } from './read-body.ts';

const MAX_KEY_LENGTH = 200;
/** What a keyed request may hold: it is read whole before it is passed on. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Undefined for a request without a key, and for a file. Throws `invalid_request` for a key that is none. */
export function keyOf({ method, headers }: HttpRequest): string | undefined {
  const key = headers['idempotency-key'];
  const isFile = !(headers['content-type'] ?? 'application/json').startsWith('application/json');
  // Files go by their content, and may be too long to be read whole.
  if (method !== 'POST' || key === undefined || isFile) return undefined;
  if (typeof key === 'string' && key.length > 0 && key.length <= MAX_KEY_LENGTH) return key;
  throw new NexError('invalid_request', `An idempotency key has 1 to ${MAX_KEY_LENGTH} characters.`, {
    where: 'headers.idempotency-key',
    hint: 'A UUID does.',
  });
}

/** Reads a body that is not parsed, and puts its bytes in its place. Throws `too_large`. */
export async function keyedRequest(request: HttpRequest, tenant: string, key: string): Promise<KeyedRequest> {
  if (request.body instanceof Readable) {
    const body = await readUpTo(request.body, MAX_BODY_BYTES);
    if (!Buffer.isBuffer(body)) {
      throw new NexError(
        'too_large',
        `A request with an idempotency key has at most ${MAX_BODY_BYTES} bytes.`,
      );
    }
    request.body = body;
  }
  const body = Buffer.isBuffer(request.body) ? request.body : canonicalJson(request.body ?? null);
  const digest = createHash('sha256').update(`${request.method} ${request.url}\n`).update(body).digest();
  return { tenant, key, digest };
}
