/** An agent's rules for hosts hold for each address that a page redirects to. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BundleFile } from '@nex/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { turns } from './support/file-agents.ts';
import { finished } from './support/follow.ts';
import { type ModelServer, startModelServer } from './support/model-server.ts';
import { byInput, createRun, decide, type Script, untilAsked } from './support/runs.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

const ALLOWED = '127.0.0.1';
const UNKNOWN = '127.0.0.2';
const FORBIDDEN = '127.0.0.3';

let web: Server;
let port = 0;
/** `host path` of each request. */
const reached: string[] = [];
let model: ModelServer;
let runtime: TestRuntime;
const scripts = new Map<string, Script>();

beforeAll(async () => {
  const targets: Record<string, () => string> = {
    '/same': () => '/page',
    '/unknown': () => `http://${UNKNOWN}:${port}/page`,
    '/forbidden': () => `http://${FORBIDDEN}:${port}/page`,
    '/hops': () => '/forbidden',
    '/inside': () => 'http://169.254.169.254/latest/',
    '/round': () => '/round',
  };
  web = createServer(({ headers, url = '' }, response) => {
    const host = (headers.host ?? '').split(':')[0] ?? '';
    reached.push(`${host} ${url}`);
    const location = targets[url]?.();
    if (location === undefined) response.end(`The page of ${host}.`);
    else response.writeHead(302, { location }).end();
  });
  await new Promise<void>((resolve) => web.listen(0, '0.0.0.0', resolve));
  ({ port } = web.address() as AddressInfo);
  model = await startModelServer(byInput(scripts));
  const hosts = [ALLOWED, UNKNOWN, FORBIDDEN].map((host) => `${host}:${port}`).join(',');
  runtime = await startTestRuntime({ modelUrl: model.url, environment: { EGRESS_ALLOW_HOSTS: hosts } });
});
afterAll(async () => {
  await runtime?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
  web?.closeAllConnections();
  await new Promise((resolve) => web?.close(resolve));
});

const bundle = (allow: string): BundleFile[] => [
  {
    path: 'agent.yaml',
    content: `type: agent
name: reader
llm_config: {}
tools: [{ yaml_path: web.yaml, permissions: { allow: ["${allow}"], deny: ["${FORBIDDEN}"] } }]
`,
  },
  {
    path: 'web.yaml',
    content: `type: tool
name: web_fetch
description: Fetches.
binding: builtin:web_fetch
input_schema: { type: object, properties: { url: { type: string } } }
`,
  },
];
const open = (host: string, path: string) => ({
  calls: [{ name: 'web_fetch', args: { url: `http://${host}:${port}${path}` } }],
});

test.each([
  { allow: ALLOWED, path: '/same', said: `The page of ${ALLOWED}.` },
  { allow: '**', path: '/unknown', said: `The page of ${UNKNOWN}.` },
  { allow: ALLOWED, path: '/unknown', said: 'which this call was not allowed to open. Call web_fetch with' },
  { allow: '**', path: '/forbidden', said: `redirects to ${FORBIDDEN}:PORT, which a rule forbids.` },
  { allow: ALLOWED, path: '/hops', said: `redirects to ${FORBIDDEN}:PORT, which a rule forbids.` },
  { allow: '**', path: '/inside', said: 'ADDRESS_REFUSED: 169.254.169.254 is not on the public internet' },
  { allow: ALLOWED, path: '/round', said: 'redirects more than 5 times.' },
])('where $allow is allowed, $path gives "$said"', async ({ allow, path, said }) => {
  reached.length = 0;
  const input = `${allow} ${path}`;
  scripts.set(input, turns(open(ALLOWED, path)));
  const run = await createRun(runtime, { files: bundle(allow), input });
  expect((await finished(runtime.url, run.id)).response).toContain(said.replace('PORT', String(port)));
  expect(reached.filter((request) => request.startsWith(FORBIDDEN))).toEqual([]);
});

test('a person is asked for the host that a page redirects to when the agent calls for it', async () => {
  scripts.set('ask', turns(open(ALLOWED, '/unknown'), open(UNKNOWN, '/page')));
  const run = await createRun(runtime, { files: bundle(ALLOWED), input: 'ask' });
  const [asked] = await untilAsked(runtime, run.id, 1);
  expect(asked).toMatchObject({ key: `web_fetch:${UNKNOWN}` });
  if (asked) await decide(runtime, asked, { decision: 'allow' });
  expect((await finished(runtime.url, run.id)).response).toContain(`The page of ${UNKNOWN}.`);
});
