/** A model server that a test drives answer by answer, part by part: what was not sent is not there yet. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Asked, SCRIPTED_MODEL } from './model-server.ts';

export interface Delta {
  content?: string;
  reasoning_content?: string;
  tool_calls?: { index: number; id?: string; function: { name?: string; arguments?: string } }[];
}

/** One request that waits for its answer. */
export interface Pending {
  asked: Asked & { stream?: boolean };
  /** Sends a part of the answer. The request must be for a stream. */
  say(delta: Delta): void;
  /** Ends the streamed answer. */
  end(reason?: 'stop' | 'tool_calls'): void;
  /** The whole answer, in the form that the request is for. */
  answer(message: Delta): void;
  /** Drops the connection. */
  cut(): void;
}

export interface StreamingModel extends AsyncDisposable {
  url: string;
  /** The next request, in order of arrival. */
  next(): Promise<Pending>;
}

const USAGE = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };

export async function startStreamingModel(): Promise<StreamingModel> {
  const arrived: Pending[] = [];
  const waiting: ((pending: Pending) => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const pending = open(JSON.parse(Buffer.concat(chunks).toString()) as Pending['asked'], response);
      const taker = waiting.shift();
      if (taker) taker(pending);
      else arrived.push(pending);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    next: () => {
      const first = arrived.shift();
      return first ? Promise.resolve(first) : new Promise((resolve) => waiting.push(resolve));
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function open(asked: Pending['asked'], response: ServerResponse): Pending {
  const envelope = { id: 'chatcmpl-1', created: 0, model: SCRIPTED_MODEL };
  const send = (part: object) => {
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${JSON.stringify({ ...envelope, object: 'chat.completion.chunk', ...part })}\n\n`);
  };
  const say = (delta: Delta) => send({ choices: [{ index: 0, delta, finish_reason: null }] });
  const end = (reason = 'stop') => {
    send({ choices: [{ index: 0, delta: {}, finish_reason: reason }], usage: USAGE });
    response.end('data: [DONE]\n\n');
  };
  return {
    asked,
    say,
    end,
    answer(delta) {
      const reason = delta.tool_calls ? 'tool_calls' : 'stop';
      if (asked.stream) {
        say(delta);
        return end(reason);
      }
      const choices = [{ index: 0, message: { role: 'assistant', ...delta }, finish_reason: reason }];
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ...envelope, object: 'chat.completion', choices, usage: USAGE }));
    },
    cut: () => void response.destroy(),
  };
}
