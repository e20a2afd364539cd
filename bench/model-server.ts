/**
 * A model server for benchmarks, in a process of its own: it asks for one tool per turn until the conversation holds as
 * many results as asked for, then it answers. Latency and steps are in the path: `/l200/s10/v1/chat/completions`.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const USAGE = '"usage":{"prompt_tokens":100,"completion_tokens":20}';
const CALL = (id: number) =>
  `{"model":"bench","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_${id}","type":"function","function":{"name":"add","arguments":"{\\"a\\":${id},\\"b\\":2}"}}]}}],${USAGE}}`;
const ANSWER = `{"model":"bench","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"The sum is 12."}}],${USAGE}}`;

function serve(): void {
  const server = createServer((request, response) => {
    const match = /^\/l(\d+)\/s(\d+)\//.exec(request.url ?? '');
    const latency = Number(match?.[1] ?? 0);
    const steps = Number(match?.[2] ?? 10);
    let results = 0;
    let tail = '';
    request.setEncoding('latin1');
    request.on('data', (chunk: string) => {
      const text = tail + chunk;
      let at = text.indexOf('"role":"tool"');
      let end = 0;
      while (at >= 0) {
        results += 1;
        end = at + 13;
        at = text.indexOf('"role":"tool"', end);
      }
      tail = text.slice(Math.max(end, text.length - 12));
    });
    request.on('end', () => {
      const body = results >= steps ? ANSWER : CALL(results);
      const send = () => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
        response.end(body);
      };
      if (latency > 0) setTimeout(send, latency);
      else send();
    });
  });
  server.keepAliveTimeout = 120_000;
  server.listen(0, '127.0.0.1', 16_384, () => {
    const address = server.address();
    if (address && typeof address === 'object') process.send?.(address.port);
  });
  process.on('disconnect', () => process.exit(0));
}

export interface ModelServer extends Disposable {
  /** Base URL for a latency in ms and a number of tool steps. */
  url(latencyMs: number, steps: number): string;
}

/** Runs on the second core where `taskset` is there. */
export async function startModelServer(): Promise<ModelServer> {
  const child = fork(new URL(import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [port] = (await once(child, 'message')) as [number];
  return {
    url: (latencyMs, steps) => `http://127.0.0.1:${port}/l${latencyMs}/s${steps}/v1`,
    [Symbol.dispose]: () => child.disconnect(),
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) serve();
