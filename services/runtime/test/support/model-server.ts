/** A model server that answers by a function: OpenAI's chat completions over HTTP, and an account of what was asked. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Crowd } from '@nex/testkit';

export interface AskedMessage {
  role: string;
  content?: unknown;
  tool_calls?: { id: string; function: { name: string; arguments: string } }[];
  tool_call_id?: string;
}

export interface Asked {
  messages: AskedMessage[];
  tools?: { function: { name: string } }[];
  seed?: number;
  model: string;
}

/** `inputTokens`: what the server says that the request had. Default 100. */
export type Answer =
  | { text: string; inputTokens?: number }
  | { calls: { id?: string; name: string; args: unknown }[]; text?: string; inputTokens?: number }
  | { status: number };

export interface ModelServer extends AsyncDisposable {
  url: string;
  /** Every request, in order of arrival. */
  asked: Asked[];
}

export type Policy = (asked: Asked, index: number) => Answer | Promise<Answer>;

export const SCRIPTED_MODEL = 'scripted-1';

/** `crowd`: how many calls at a time it takes. */
export async function startModelServer(policy: Policy, crowd?: Crowd): Promise<ModelServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Asked;
      const index = asked.push(body) - 1;
      void (async () => {
        const answer = await policy(body, index);
        const refused = 'status' in answer;
        const reply = () => {
          response.writeHead(refused ? answer.status : 200, { 'content-type': 'application/json' });
          const error = { message: 'refused', type: 'invalid_request_error' };
          response.end(JSON.stringify(refused ? { error } : completion(body, answer, index)));
        };
        if (crowd) await crowd.enter(response, reply);
        else reply();
      })();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function completion(asked: Asked, answer: Exclude<Answer, { status: number }>, index: number) {
  const calls = 'calls' in answer ? answer.calls : [];
  const { inputTokens = 100 } = answer;
  const message = {
    role: 'assistant',
    content: answer.text ?? null,
    ...(calls.length > 0
      ? {
          tool_calls: calls.map((call, at) => ({
            id: call.id ?? `call_${answersIn(asked)}_${at}`,
            type: 'function',
            function: { name: call.name, arguments: JSON.stringify(call.args) },
          })),
        }
      : {}),
  };
  return {
    id: `chatcmpl-${index}`,
    object: 'chat.completion',
    created: 0,
    model: SCRIPTED_MODEL,
    choices: [{ index: 0, message, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' }],
    usage: { prompt_tokens: inputTokens, completion_tokens: 10, total_tokens: inputTokens + 10 },
  };
}

/** Answers that the conversation already holds. */
export function answersIn({ messages }: Asked): number {
  return messages.filter((message) => message.role === 'assistant').length;
}

export function systemText({ messages }: Asked): string {
  const system = messages.find((message) => message.role === 'system')?.content;
  return typeof system === 'string' ? system : JSON.stringify(system ?? '');
}

/** Text of the newest tool result. */
export function lastResult({ messages }: Asked): string {
  const result = messages.findLast((message) => message.role === 'tool')?.content;
  return typeof result === 'string' ? result : JSON.stringify(result ?? '');
}
