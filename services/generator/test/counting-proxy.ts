/** Stands before the model and writes down what it is asked and when it answers. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { digestText } from '@nex/core/digest';

/** Passes requests on; `log` has each with the time of its answer. */
export async function countingProxy(target: string) {
  const log: { digest: string; answeredAt: number | undefined }[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = Buffer.concat(await Array.fromAsync(request)).toString();
      const entry: (typeof log)[number] = { digest: digestText(body), answeredAt: undefined };
      if (request.method === 'POST') log.push(entry);
      const answer = await fetch(`${target}${(request.url ?? '').replace(/^\/v1/, '')}`, {
        method: request.method ?? 'GET',
        headers: { 'content-type': 'application/json' },
        ...(request.method === 'POST' ? { body } : {}),
      });
      const text = await answer.text();
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
      entry.answeredAt = performance.now();
    })().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    log,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
