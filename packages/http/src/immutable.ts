/** Answers that never change: a strong tag from the digest of their content, and 304 for who has them. */
import type { FastifyReply, FastifyRequest } from 'fastify';

const YEAR = 'private, max-age=31536000, immutable';
/** What has a newer version is asked for again each time. */
const ASK = 'private, no-cache';

/**
 * Sets `etag` and `cache-control`; true when the caller has the answer already, and was told so: then the
 * route returns the reply.
 * `pinned`: the address itself names the content, so that it is never asked for again.
 */
export function isHeld(
  request: FastifyRequest,
  reply: FastifyReply,
  digest: string,
  { pinned }: { pinned: boolean },
): boolean {
  const tag = `"${digest.replaceAll(/[^\w.:+/=-]/g, '_')}"`;
  reply.header('etag', tag).header('cache-control', pinned ? YEAR : ASK);
  const given = request.headers['if-none-match'];
  const held = given?.split(',').some((one) => one.trim().replace(/^W\//, '') === tag || one.trim() === '*');
  if (held !== true) return false;
  void reply.code(304).send();
  return true;
}
