/** A server that webhooks are sent to. It keeps what came, and answers as the test says. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedHook {
  /** Status that it was answered with. */
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  event: { id: string; type: string; tenant: string; data: Record<string, string> };
}

/** Its status, with or without headers. */
export type HookAnswer = number | { status: number; headers: Record<string, string> };

export interface WebhookReceiver extends AsyncDisposable {
  url: string;
  /** `host:port`. */
  host: string;
  received: ReceivedHook[];
  /** Asked at each request for the answer. Default: 204. */
  answer: (hook: Omit<ReceivedHook, 'status'>) => HookAnswer | Promise<HookAnswer>;
  /** The first that is so, of those that came and those that come. */
  until(matches: (hook: ReceivedHook) => boolean): Promise<ReceivedHook>;
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedHook[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const body = Buffer.concat(parts).toString();
      const hook = { headers: request.headers, body, event: JSON.parse(body) as ReceivedHook['event'] };
      const answer = await receiver.answer(hook);
      const { status, headers } = typeof answer === 'number' ? { status: answer, headers: {} } : answer;
      received.push({ ...hook, status });
      response.writeHead(status, status === 302 ? { location: receiver.url } : headers).end();
      for (const look of waiting) look();
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${port}/hook`,
    host: `127.0.0.1:${port}`,
    received,
    answer: () => 204,
    until: (matches) =>
      new Promise((resolve) => {
        const look = () => {
          const found = received.find(matches);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}
