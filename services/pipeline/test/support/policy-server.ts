/** A chat-completions server for trainers: tokens with their log-probabilities, whole and streamed. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Gate } from './gate.ts';

export interface PolicyReply {
  text?: string;
  calls?: { id: string; name: string; arguments: string }[];
}

interface Asked {
  messages: { role: string; content: string | null }[];
  stream?: boolean;
  [field: string]: unknown;
}

export class PolicyServer implements AsyncDisposable {
  readonly calls = new Gate();
  readonly asked: Asked[] = [];
  /** Held before the last part of a streamed answer. */
  readonly ends = new Gate();
  withTokens = true;
  weightVersion: string | undefined;
  reply: (asked: Asked) => PolicyReply = () => ({ text: 'The beans go out in May.' });
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<PolicyServer> {
    const server = createServer();
    const policy = new PolicyServer(server);
    server.on('request', (request, response) => {
      void (async () => {
        const body = (await json(request)) as Asked;
        policy.asked.push(body);
        await policy.calls.pass();
        await (body.stream ? policy.#stream(body, response) : policy.#whole(body, response));
      })().catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return policy;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async #whole(body: Asked, response: ServerResponse): Promise<void> {
    const { text = '', calls } = this.reply(body);
    const message = {
      role: 'assistant',
      content: text || null,
      ...(calls && { tool_calls: calls.map(wireCall) }),
    };
    response.setHeader('content-type', 'application/json');
    const choice = { index: 0, message, finish_reason: calls ? 'tool_calls' : 'stop' };
    response.end(
      JSON.stringify({
        ...HEAD,
        ...this.#prompt(body),
        choices: [{ ...choice, ...this.#sampled(text) }],
        usage,
      }),
    );
  }

  async #stream(body: Asked, response: ServerResponse): Promise<void> {
    const { text = '', calls = [] } = this.reply(body);
    response.setHeader('content-type', 'text/event-stream');
    const say = (part: object) => response.write(`data: ${JSON.stringify({ ...HEAD, ...part })}\n\n`);
    say({ ...this.#prompt(body), choices: [{ index: 0, delta: { role: 'assistant' } }] });
    for (const word of text.match(/\S+\s*/g) ?? []) {
      say({ choices: [{ index: 0, delta: { content: word }, ...this.#sampled(word) }] });
    }
    for (const [index, call] of calls.entries()) {
      say({ choices: [{ index: 0, delta: { tool_calls: [{ index, ...wireCall(call) }] } }] });
    }
    await this.ends.pass();
    say({
      choices: [{ index: 0, delta: {}, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' }],
      usage,
    });
    response.end('data: [DONE]\n\n');
  }

  /** A prompt's tokens are those of the prompt before, its answer, and what is new. */
  #prompt({ messages }: Asked): object {
    if (!this.withTokens) return {};
    return { prompt_token_ids: messages.flatMap((message) => tokensOf(message.content ?? '')) };
  }

  #sampled(text: string): object {
    if (!this.withTokens) return {};
    const tokenIds = tokensOf(text);
    return {
      token_ids: tokenIds,
      logprobs: { content: tokenIds.map(() => ({ token: 'x', logprob: -0.5 })) },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.calls.open();
    this.ends.open();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A number per word. */
export function tokensOf(text: string): number[] {
  return (text.match(/\S+/g) ?? []).map((word) => word.length);
}

const HEAD = { id: 'x', object: 'chat.completion', created: 0, model: 'policy-1' };
const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

function wireCall({ id, name, arguments: text }: { id: string; name: string; arguments: string }) {
  return { id, type: 'function', function: { name, arguments: text } };
}
