/** A request is known by one id from the gateway to the last service: the caller's own, when it is fit for a log. */
import type { IncomingMessage } from 'node:http';

const FIT = /^[A-Za-z0-9._-]{1,128}$/;

export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['request-id'];
  return typeof given === 'string' && FIT.test(given) ? given : crypto.randomUUID();
}
