/** A model server that plays answers in order, streamed; it can also keep a caller waiting. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '@nex/core';

export type Answer =
  | { text: string }
  | { call: { name: string; arguments: JsonObject } }
  /** What nobody asks again after. */
  | { refusal: string }
  /** Begins and never ends. */
  | { hang: string };

export interface ScriptedModel extends AsyncDisposable {
  url: string;
  /** Bodies of the requests so far. */
  requests: {
    model: string;
    messages: { role: string; content: unknown }[];
    authorization: string | undefined;
  }[];
}

export async function startScriptedModel(script: readonly Answer[]): Promise<ScriptedModel> {
  const requests: ScriptedModel['requests'] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const answer = script[requests.length] ?? { text: 'The script is over.' };
      const { model, messages } = JSON.parse(body);
      requests.push({ model, messages, authorization: request.headers.authorization });
      if ('refusal' in answer) {
        response.writeHead(401, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error: { message: answer.refusal } }));
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      play(response, answer, requests.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function play(response: ServerResponse, answer: Exclude<Answer, { refusal: string }>, count: number): void {
  const send = (delta: object, finish: string | null = null) =>
    response.write(
      `data: ${JSON.stringify({ id: `r${count}`, object: 'chat.completion.chunk', model: 'scripted', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`,
    );
  if ('hang' in answer) {
    send({ role: 'assistant', content: answer.hang });
    return;
  }
  if ('text' in answer) {
    for (const part of answer.text.split(/(?<= )/)) send({ content: part });
    send({}, 'stop');
  } else {
    const { name, arguments: args } = answer.call;
    const call = {
      index: 0,
      id: `call_${count}`,
      type: 'function',
      function: { name, arguments: JSON.stringify(args) },
    };
    send({ tool_calls: [call] });
    send({}, 'tool_calls');
  }
  const usage = { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 };
  response.write(`data: ${JSON.stringify({ id: `r${count}`, model: 'scripted', choices: [], usage })}\n\n`);
  response.end('data: [DONE]\n\n');
}
