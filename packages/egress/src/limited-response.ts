/** Gives an answer on, with a body that ends in an error once it is longer than allowed. */
import { NexError } from '@nex/core';
import type { Response as RawResponse } from 'undici';

const WITHOUT_BODY: ReadonlySet<number> = new Set([101, 204, 205, 304]);

export interface LimitedResponseOptions {
  url: string;
  redirected: boolean;
  /** Of the decoded body. */
  maxBytes: number;
  /** Makes of a failure while reading what the caller sees. */
  toError(thrown: unknown): unknown;
}

export function limitedResponse(raw: RawResponse, options: LimitedResponseOptions): Response {
  const { url, redirected } = options;
  const hasBody = raw.body !== null && !WITHOUT_BODY.has(raw.status);
  const response = new Response(hasBody ? limitedBody(raw, options) : null, {
    status: raw.status,
    statusText: raw.statusText,
    headers: [...raw.headers],
  });
  Object.defineProperties(response, { url: { value: url }, redirected: { value: redirected } });
  return response;
}

function limitedBody(
  raw: RawResponse,
  options: LimitedResponseOptions,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = raw.body?.getReader();
  let length = 0;
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const part = await reader?.read().catch((thrown: unknown) => {
          throw options.toError(thrown);
        });
        if (!part || part.done) return controller.close();
        const chunk: Uint8Array<ArrayBuffer> = part.value;
        length += chunk.byteLength;
        if (length > options.maxBytes) {
          await reader?.cancel();
          throw new NexError('too_large', `The answer is longer than ${options.maxBytes} bytes.`, {
            hint: 'Ask for less, or for a part of it.',
          });
        }
        controller.enqueue(chunk);
      },
      cancel: (reason) => reader?.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
