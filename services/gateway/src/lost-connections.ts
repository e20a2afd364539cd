/**
 * A service that leaves closes its idle connections, and a request may just be on its way over one. What only reads goes
 * over another connection then. What is posted must not be sent twice, so each takes a connection of its own.
 */
import { Agent } from 'node:http';

const READS = new Set(['GET', 'HEAD']);
/** Of sockets, as Node and undici name them. */
const LOST = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'ECONNREFUSED', 'EPIPE']);
const MOST_AGAIN = 3;
const PAUSE_MS = 50;

export const OWN_CONNECTIONS = new Agent({ keepAlive: false });

/** Pause before a request is sent once more, in ms; null: its error is told. @param attempt Counts from 0. */
export function pauseBeforeAgain(method: string, error: unknown, attempt: number): number | null {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const isLost = typeof code === 'string' && LOST.has(code);
  return isLost && READS.has(method) && attempt < MOST_AGAIN ? PAUSE_MS * (attempt + 1) : null;
}
