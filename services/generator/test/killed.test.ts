/** A generator that is killed in the middle of a step pays for no answered call twice. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { FrameworkStepDetail } from '@nex/core';
import { digestText } from '@nex/core/digest';
import { afterEach, expect, test } from 'vitest';
import * as z from 'zod';
import { startGeneratorStack, UNTRIED } from './generator-stack.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
/** An answer that left the server so shortly before the kill may not have been written down. */
const UNDER_WAY_MS = 150;

const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

/** Passes requests on to the model, and writes down which was answered when. */
async function countingProxy(target: string) {
  const log: { digest: string; answeredAt: number | undefined }[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = Buffer.concat(await Array.fromAsync(request)).toString();
      const entry: (typeof log)[number] = { digest: digestText(body), answeredAt: undefined };
      if (request.method === 'POST') log.push(entry);
      const answer = await fetch(`${target}${(request.url ?? '').replace(/^\/v1/, '')}`, {
        method: request.method ?? 'GET',
        headers: { 'content-type': 'application/json' },
        ...(request.method === 'POST' ? { body } : {}),
      });
      const text = await answer.text();
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
      entry.answeredAt = performance.now();
    })().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    log,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The service as a process of its own; its first log line says where it listens. */
async function startProcess(
  environment: Record<string, string>,
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    const url = /"httpUrl":"([^"]+)"/.exec(text)?.[1];
    if (url !== undefined) {
      child.stdout.resume();
      return { child, url };
    }
  }
  throw new Error(`the generator did not start: ${text}`);
}

const json = async (url: string, init?: RequestInit): Promise<unknown> => (await fetch(url, init)).json();

test('kill -9 in the middle of decompose', async () => {
  await using stack = await startGeneratorStack({ model: { misbehave: { latencyMs: 200 } } });
  await using proxy = await countingProxy(stack.model.url);
  const environment = {
    DATABASE_URL: stack.config.databaseUrl,
    LLM_BASE_URL: proxy.url,
    LLM_MODEL: 'nex-offline-1',
    RUNTIME_GRPC_ADDRESS: stack.config.runtimeAddress,
    CATALOGUE_DIR: stack.config.catalogueDirectory,
    HTTP_PORT: '0',
    GRPC_PORT: '0',
    QUEUE_PREFIX: 'killed',
  };
  const first = await startProcess(environment);
  const created = z.object({ id: z.string() }).parse(
    await json(`${first.url}/v1/frameworks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        sentence: 'A team for a bakery that plans orders.',
        ...UNTRIED,
        minAgents: 34,
        maxAgents: 34,
        personas: 20,
      }),
    }),
  );
  const stepAt = async (url: string) =>
    FrameworkStepDetail.safeParse(await json(`${url}/v1/frameworks/${created.id}/steps/decompose`)).data;
  // The tree and a first wave of details have been written down; others are under way or have not begun.
  for (;;) {
    const step = await stepAt(first.url);
    if (step?.state === 'done') throw new Error('the step was over too soon');
    if ((step?.calls?.length ?? 0) >= 13) break;
  }
  first.child.kill('SIGKILL');
  const killedAt = performance.now();
  await once(first.child, 'exit');
  const before = proxy.log.length;
  const paid = proxy.log.filter(
    ({ answeredAt }) => answeredAt !== undefined && answeredAt < killedAt - UNDER_WAY_MS,
  );
  // At least the calls of the steps before, whatever the load does to the others' times.
  expect(paid.length).toBeGreaterThan(2);
  expect(before).toBeLessThan(40);

  const second = await startProcess(environment);
  const text = await (await fetch(`${second.url}/v1/frameworks/${created.id}/events`)).text();
  expect(text).toContain('"state":"ready"');
  const again = new Set(proxy.log.slice(before).map(({ digest }) => digest));
  expect(paid.filter(({ digest }) => again.has(digest))).toEqual([]);
  const step = await stepAt(second.url);
  // The tree and 34 details, each paid once.
  expect(step?.modelCalls).toBe(35);
  expect(step?.calls).toHaveLength(35);
});
