/**
 * A model server that speaks in tokens, a token a word: OpenAI's chat completions with ids of prompt and answer, and
 * `/generate`. What it says follows from the conversation alone.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface TokenRequest {
  path: string;
  key: string | undefined;
  body: { model: string; input_ids?: number[]; messages?: { role: string; content?: unknown }[] };
}

export interface TokenReply {
  tokenIds: number[];
  text: string;
  calls?: { name: string; args: unknown }[];
  weightVersion?: string;
}

export interface TokenModelServer extends AsyncDisposable {
  url: string;
  asked: TokenRequest[];
}

/** Ids of the words of a conversation: those of a later turn begin with those of the turn before. */
export function promptIds(messages: readonly unknown[]): number[] {
  return messages.flatMap((message) => [...JSON.stringify(message)].map((letter) => letter.charCodeAt(0)));
}

export async function startTokenModelServer(
  reply: (request: TokenRequest) => TokenReply,
): Promise<TokenModelServer> {
  const asked: TokenRequest[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const one = await read(request);
      asked.push(one);
      const answer = reply(one);
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify(one.path.endsWith('/generate') ? generated(answer) : completion(one, answer)),
      );
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function read(request: IncomingMessage): Promise<TokenRequest> {
  const body = (await json(request)) as TokenRequest['body'];
  return { path: request.url ?? '', key: request.headers.authorization, body };
}

function generated({ tokenIds, text, weightVersion }: TokenReply) {
  return {
    text,
    output_ids: tokenIds,
    meta_info: {
      finish_reason: { type: 'stop' },
      output_token_logprobs: tokenIds.map((id) => [-0.25, id, null]),
      ...(weightVersion === undefined ? {} : { weight_version: weightVersion }),
    },
  };
}

function completion({ body }: TokenRequest, { tokenIds, text, calls = [] }: TokenReply) {
  const message = {
    role: 'assistant',
    content: text,
    ...(calls.length > 0 && {
      tool_calls: calls.map(({ name, args }, at) => ({
        id: `call_${body.messages?.length ?? 0}_${at}`,
        type: 'function',
        function: { name, arguments: JSON.stringify(args) },
      })),
    }),
  };
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 0,
    model: body.model,
    prompt_token_ids: promptIds(body.messages ?? []),
    choices: [
      {
        index: 0,
        message,
        finish_reason: calls.length > 0 ? 'tool_calls' : 'stop',
        token_ids: tokenIds,
        logprobs: { content: tokenIds.map((id) => ({ token: `t${id}`, logprob: -0.5 })) },
      },
    ],
    usage: { prompt_tokens: 100, completion_tokens: tokenIds.length, total_tokens: 100 + tokenIds.length },
  };
}
