/** A server that plays recorded replies in order and remembers what it was asked. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PlayedReply {
  status?: number;
  headers?: Record<string, string>;
  body: string | Buffer;
  /**
   * `cut`: the connection is closed before the end. `hold`: the answer stays open. `silent`: no answer begins. Default
   * `end`.
   */
  ending?: 'end' | 'cut' | 'hold' | 'silent';
}

export interface ReplyServer extends AsyncDisposable {
  baseUrl: string;
  requests: { path: string; headers: IncomingHttpHeaders; body: string }[];
  /** Sockets opened so far. */
  readonly sockets: number;
  /** Resolves when the next request has arrived whole. */
  nextRequest(): Promise<void>;
}

export async function startReplyServer(replies: PlayedReply[]): Promise<ReplyServer> {
  const requests: ReplyServer['requests'] = [];
  const waiting: (() => void)[] = [];
  let sockets = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const reply = replies[Math.min(requests.length, replies.length - 1)];
      requests.push({
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      waiting.shift()?.();
      if (reply) play(response, reply);
    });
  });
  server.on('connection', () => {
    sockets += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    get sockets() {
      return sockets;
    },
    nextRequest: () => new Promise((resolve) => waiting.push(resolve)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function play(
  response: ServerResponse,
  { status = 200, headers = {}, body, ending = 'end' }: PlayedReply,
): void {
  if (ending === 'silent') return;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  if (ending === 'end') response.end(body);
  else response.write(body, () => void (ending === 'cut' && response.destroy()));
}
