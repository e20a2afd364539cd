/** Requests that no route can take: what is no HTTP, and addresses with a character that no stored text holds. */
import type { Socket } from 'node:net';
import { type Code, ERROR_CODES, NexError, type Problem } from '@nex/core';

/** Throws `invalid_request` for U+0000 in a path or query. */
export function refuseNull({ url }: { url: string }): void {
  if (!url.includes('%00')) return;
  throw new NexError('invalid_request', 'The address holds the character U+0000.', {
    where: 'url',
    hint: 'No id, name or cursor has it.',
  });
}

/** Answers on the bare connection, since there is no request yet, and closes it. */
export function refuseConnection(thrown: Error & { code?: string }, socket: Socket): void {
  if (thrown.code === 'ECONNRESET' || !socket.writable) return;
  const [code, detail] = REFUSALS[thrown.code ?? ''] ?? DEFAULT;
  const id = crypto.randomUUID();
  const { http: status, meaning } = ERROR_CODES[code];
  const problem: Problem = {
    type: `urn:nex:error:${code}`,
    title: meaning,
    status,
    detail,
    code,
    instance: `urn:nex:request:${id}`,
  };
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${status} ${status === 413 ? 'Content Too Large' : 'Bad Request'}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    `request-id: ${id}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

const REFUSALS: Record<string, readonly [Code, string]> = {
  HPE_HEADER_OVERFLOW: ['too_large', 'Address and headers have more than 16 kB together.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['invalid_request', 'The request did not come to its end in time.'],
};
const DEFAULT = ['invalid_request', 'The request is no HTTP that can be read.'] as const;
