/** Free TCP ports on the loopback address, all below 32768 so that no outgoing connection ever sits on one. */
import { createServer } from 'node:net';
import { NexError } from '@nex/core';

const LOWEST = 20_000;
const HIGHEST = 32_000;
/** Each process looks in a range of its own first, since a port is taken only a while after it was found free. */
const RANGE = 100;
/** What this process found before, and somebody may be about to take. */
const given = new Set<number>();

/** Distinct ports that were free a moment ago. `preferred` ones are taken first when they are free. */
export async function findFreePorts(count: number, preferred: readonly number[] = []): Promise<number[]> {
  const found: number[] = [];
  for (const port of preferred) {
    if (found.length < count && !found.includes(port) && (await isFree(port))) found.push(port);
  }
  const own = LOWEST + RANGE * (process.pid % ((HIGHEST - LOWEST) / RANGE));
  for (let attempt = 0; found.length < count && attempt < 2000; attempt += 1) {
    const port =
      attempt < RANGE
        ? own + Math.floor(Math.random() * RANGE)
        : LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) found.push(port);
  }
  if (found.length === count) return found;
  throw new NexError('unavailable', `Only ${found.length} of ${count} ports are free.`, {
    where: `127.0.0.1:${LOWEST}-${HIGHEST}`,
    hint: 'End other programs that listen on this machine, then try again.',
  });
}

export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
