/**
 * What a Service of Kubernetes does for its pods, over TCP: a new connection goes to the next pod that says that it is
 * ready; a connection that stands stays where it is.
 */
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { answers } from '@nex/cli/stack';

export interface Target {
  port: number;
  /** Asked whether it is ready. */
  readyUrl: string;
}

export interface Balancer extends AsyncDisposable {
  port: number;
  add(target: Target): void;
}

const ASK_EVERY_MS = 200;
/** As long as the readiness probe of the manifests waits. */
const PATIENCE_MS = 4000;

export async function startBalancer(): Promise<Balancer> {
  const targets: (Target & { ready: boolean })[] = [];
  const sockets = new Set<Socket>();
  const stopped = new AbortController();
  let turn = 0;
  const server = createServer({ noDelay: true }, (from) => {
    const ready = targets.filter((target) => target.ready);
    const target = ready[turn++ % Math.max(ready.length, 1)];
    if (!target) return from.destroy();
    const to = connect({ port: target.port, host: '127.0.0.1', noDelay: true });
    for (const [socket, other] of [
      [from, to],
      [to, from],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const watched: Promise<void>[] = [];
  // Each by itself: one that is slow to answer must not keep another in that says no.
  const watch = async (target: (typeof targets)[number]) => {
    while (!stopped.signal.aborted) {
      target.ready = await answers(target.readyUrl, PATIENCE_MS);
      await pause(ASK_EVERY_MS);
    }
  };
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    add(target) {
      const one = { ...target, ready: true };
      targets.push(one);
      watched.push(watch(one));
    },
    async [Symbol.asyncDispose]() {
      stopped.abort();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all(watched);
    },
  };
}
