/** A model server for a platform whose load is known: it answers the scribe by a script, all others by the offline model. */

import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { startOfflineModel } from '@nex/offline-model';

export interface MixedModel extends AsyncDisposable {
  url: string;
}

interface Asked {
  messages: { role: string; content?: unknown }[];
}

/** The scribe of `noteBundle` notes `<input>.<n>` that many times, then says so. */
export async function startMixedModel(options: { notes: number; latencyMs: number }): Promise<MixedModel> {
  const offline = await startOfflineModel({ port: 0, seed: 7 });
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString();
      await pause(options.latencyMs);
      const headers = { 'content-type': 'application/json' };
      if (!body.includes('You are the scribe')) {
        const answer = await fetch(`${offline.url.replace(/\/v1$/, '')}${request.url}`, {
          method: 'POST',
          body,
          headers,
        });
        response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
        response.end(Buffer.from(await answer.arrayBuffer()));
        return;
      }
      const asked = JSON.parse(body) as Asked & { stream?: boolean };
      response.writeHead(200, { 'content-type': asked.stream ? 'text/event-stream' : 'application/json' });
      response.end(scribe(asked, options.notes));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}/v1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await offline.close();
    },
  };
}

/** Whole, or in one piece of a stream: who watches a run makes the runtime ask for one. */
function scribe({ messages, stream }: Asked & { stream?: boolean }, notes: number): string {
  const input = textOf(messages.find(({ role }) => role === 'user')?.content);
  const turn = messages.filter(({ role }) => role === 'assistant').length;
  const call = {
    index: 0,
    id: `call_${turn}`,
    type: 'function',
    function: { name: 'mcp__notes__note', arguments: JSON.stringify({ text: `${input}.${turn}` }) },
  };
  const message =
    turn < notes
      ? { role: 'assistant', content: null, tool_calls: [call] }
      : { role: 'assistant', content: `noted ${input}` };
  const finish_reason = turn < notes ? 'tool_calls' : 'stop';
  const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };
  const base = { id: `chatcmpl-${turn}`, created: 0, model: 'nex-offline-1' };
  if (!stream) {
    return JSON.stringify({
      ...base,
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason }],
      usage,
    });
  }
  const chunk = (choices: object[], more = {}) =>
    `data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', choices, ...more })}\n\n`;
  return `${chunk([{ index: 0, delta: message, finish_reason }])}${chunk([], { usage })}data: [DONE]\n\n`;
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return Array.isArray(content) ? String((content[0] as { text?: string } | undefined)?.text ?? '') : '';
}
