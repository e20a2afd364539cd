/** A model server for agents whose parts are written down; everybody else is answered by another server. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '@nex/core';

export type Line = { text: string } | { name: string; arguments: JsonObject };

export interface Part {
  /** Words of the system prompt of who plays it. */
  of: string;
  /** One answer after another, each from what was said last. */
  lines: readonly ((heard: string) => Line | Promise<Line>)[];
}

export interface CastModel extends AsyncDisposable {
  url: string;
}

interface Asked {
  stream?: boolean;
  messages: { role: string; content: unknown }[];
}

export async function startCastModel(parts: readonly Part[], otherwise: string): Promise<CastModel> {
  const said = new Map<Part, number>();
  const answer = async (body: string, path: string, response: ServerResponse) => {
    const asked = JSON.parse(body) as Asked;
    const part = parts.find(({ of }) => JSON.stringify(asked.messages[0]?.content).includes(of));
    if (!part) {
      const headers = { 'content-type': 'application/json' };
      const other = await fetch(`${otherwise}${path}`, { method: 'POST', headers, body });
      response.writeHead(other.status, { 'content-type': other.headers.get('content-type') ?? '' });
      response.end(Buffer.from(await other.arrayBuffer()));
      return;
    }
    const turn = said.get(part) ?? 0;
    said.set(part, turn + 1);
    const line = await part.lines[turn]?.(JSON.stringify(asked.messages.at(-1)?.content) ?? '');
    reply(response, line ?? { text: 'The part is over.' }, asked.stream === true);
  };
  const server = createServer((request, response) => {
    void (async () => {
      const body = Buffer.concat(await Array.fromAsync(request)).toString();
      if (request.method !== 'POST') response.writeHead(404).end();
      else await answer(body, (request.url ?? '').replace(/^\/v1/, ''), response);
    })().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function reply(response: ServerResponse, line: Line, stream: boolean): void {
  const id = `call_${crypto.randomUUID()}`;
  const call = 'name' in line && {
    index: 0,
    id,
    type: 'function',
    function: { name: line.name, arguments: JSON.stringify(line.arguments) },
  };
  const message = {
    role: 'assistant',
    ...(call ? { tool_calls: [call] } : 'text' in line ? { content: line.text } : {}),
  };
  const finish = call ? 'tool_calls' : 'stop';
  const usage = { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 };
  const base = { id: `r_${id}`, model: 'cast', created: 0 };
  if (!stream) {
    const choices = [{ index: 0, message, finish_reason: finish }];
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...base, object: 'chat.completion', choices, usage }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const chunks = [
    { choices: [{ index: 0, delta: message, finish_reason: null }] },
    { choices: [{ index: 0, delta: {}, finish_reason: finish }] },
    { choices: [], usage },
  ];
  for (const chunk of chunks)
    response.write(`data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', ...chunk })}\n\n`);
  response.end('data: [DONE]\n\n');
}
