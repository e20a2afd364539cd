/** Secrets of the platform and of agent files reach those whom they are for, and are told to nobody else. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BundleFile, Run } from '@nex/core';
import { createPool, identifier, sql } from '@nex/postgres';
import { createTestDatabase } from '@nex/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noteBundle } from './support/bundles.ts';
import { finished, followAll } from './support/follow.ts';
import { startServiceProcess } from './support/service-process.ts';
import { environmentOf } from './support/test-runtime.ts';

const SECRETS = {
  platform: 'canary-platform-4f1d',
  model: 'canary-model-92bb',
  process: 'canary-process-07ac',
  header: 'canary-header-5e3e',
  told: 'canary-told-c41a',
  address: 'canary-address-77b0',
  named: 'canary-named-1b8e',
};
const TELLER = fileURLToPath(new URL('./fixtures/telling-server.mjs', import.meta.url));
/** How the server tells its secret, one call each. */
const WAYS = ['text', 'structured', 'flagged', 'dressed', 'resource', 'long', 'thrown', 'progress', 'crash'];
/** Holds the files as they were sent. */
const BUNDLES = 'bundles';

const directory = mkdtempSync(join(tmpdir(), 'nex-secrets-'));
const heard = new Set<string>();
const spans: string[] = [];
const told: Record<string, string> = {};
const runs: Run[] = [];

const agent = (lines: string): BundleFile[] => [
  { path: 'agent.yaml', content: `type: agent\nname: bearer\nsystem_prompt: You work.\n${lines}\n` },
];

beforeAll(async () => {
  let origin = '';
  // Answers every refusal with the secret that it was sent, as careless servers do.
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      if (request.url?.startsWith('/v1/traces')) {
        spans.push(body);
        json(response, 200, {});
        return;
      }
      const url = new URL(request.url ?? '', 'http://localhost');
      const credential = request.headers.authorization ?? url.searchParams.get('api_key') ?? '';
      heard.add(credential.replace('Bearer ', ''));
      const isOurs = request.url?.startsWith('/platform/') && !body.includes('refuse');
      if (isOurs) {
        json(response, 200, answer(body));
        return;
      }
      json(response, url.pathname === '/mcp' ? 401 : 400, {
        error: { message: `Refused: ${credential}`, type: 'invalid_request_error', param: credential },
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await using database = await createTestDatabase({ services: ['runtime'] });
  const environment = {
    ...environmentOf({ modelUrl: `${origin}/platform` }, database.url, join(directory, 'data')),
    LLM_API_KEY: SECRETS.platform,
    NEX_SECRETS_KEY: randomBytes(32).toString('base64'),
    OTEL_EXPORTER_OTLP_ENDPOINT: origin,
    OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true',
    EGRESS_ALLOW_HOSTS: new URL(origin).host,
  };
  const [notes] = noteBundle(directory);
  const stdio = (notes?.content ?? '')
    .replace(/sub_agents:[^]*/, '')
    .replace('    timeout: 60', `    timeout: 60\n    env: { TOKEN: ${SECRETS.process} }`);
  const cases: [BundleFile[], string][] = [
    [[{ path: 'agent.yaml', content: stdio }], 'go'],
    [agent('llm_config: {}'), 'refuse'],
    [agent(`llm_config: { model: own, base_url: "${origin}/own", api_key: ${SECRETS.model} }`), 'go'],
    [
      agent(
        `llm_config: {}\nmcp_servers:\n  - { type: http, name: far, url: "${origin}/mcp", headers: { Authorization: "Bearer ${SECRETS.header}" } }`,
      ),
      'go',
    ],
    [
      agent(
        `llm_config: {}\nmcp_servers:\n  - { type: http, name: far, url: "${origin}/mcp?api_key=${SECRETS.address}" }`,
      ),
      'go',
    ],
    [agent(`llm_config: { model: own, base_url: "${origin}/own", api_key: "\${secret.model}" }`), 'go'],
    [
      agent(
        `llm_config: {}\nmcp_servers:\n  - { type: stdio, name: teller, command: ${process.execPath}, args: ["${TELLER}"], env: { TOKEN: ${SECRETS.told} } }`,
      ),
      'go',
    ],
  ];
  {
    await using service = await startServiceProcess(environment, 'trace');
    const set = await fetch(`${service.url}/v1/secrets/model`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ value: SECRETS.named }),
    });
    expect(set.status).toBe(200);
    told['secret'] = await set.text();
    told['secrets'] = await (await fetch(`${service.url}/v1/secrets`)).text();
    for (const [files, input] of cases) {
      const created = await fetch(`${service.url}/v1/runs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ files, input, tools: { cassette: { name: 'canary', mode: 'record' } } }),
      });
      const { id } = (await created.json()) as Run;
      runs.push(await finished(service.url, id));
      told[`events of ${id}`] = JSON.stringify(await followAll(service.url, id));
      told[`trajectory of ${id}`] = await (await fetch(`${service.url}/v1/runs/${id}/trajectory`)).text();
    }
    told['cassette'] = await (await fetch(`${service.url}/v1/cassettes/canary/file`)).text();
    told['list of runs'] = await (await fetch(`${service.url}/v1/runs`)).text();
    await service.stop();
    told['log'] = service.said();
  }
  told['spans'] = spans.join('');
  await using pool = createPool({ url: database.url });
  const { rows } = await pool.query<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'runtime'`,
  );
  for (const { name } of rows.filter((row) => row.name !== BUNDLES)) {
    const table = await pool.query(sql`select * from runtime.${identifier(name)}`);
    told[`table ${name}`] = JSON.stringify(table.rows);
  }
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** One look, then the end. */
function answer(body: string) {
  const looked = body.includes('"role":"tool"');
  const how = body.includes('mcp__teller__tell') ? WAYS[body.split('"role":"tool"').length - 1] : undefined;
  if (how !== undefined) return reply({ name: 'mcp__teller__tell', arguments: JSON.stringify({ how }) });
  return reply(looked ? undefined : { name: 'mcp__notes__look', arguments: '{"text":"here"}' });
}

/** One call, or the end. */
function reply(wanted: { name: string; arguments: string } | undefined) {
  const looked = wanted === undefined;
  const call = {
    id: `call_${randomUUID()}`,
    type: 'function',
    function: wanted,
  };
  const message = looked
    ? { role: 'assistant', content: 'Done.' }
    : { role: 'assistant', content: null, tool_calls: [call] };
  return {
    id: 'x',
    object: 'chat.completion',
    created: 0,
    model: 'scripted-1',
    choices: [{ index: 0, message, finish_reason: looked ? 'stop' : 'tool_calls' }],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  };
}

test('each secret was used', () => {
  expect([...heard]).toEqual(expect.arrayContaining([SECRETS.platform, SECRETS.model, SECRETS.header]));
  expect(heard).toContain(SECRETS.address);
  expect(heard).toContain(SECRETS.named);
  expect(runs.map((run) => run.state)).toEqual([
    'completed',
    'failed',
    'failed',
    'failed',
    'failed',
    'failed',
    'completed',
  ]);
  expect(runs.map((run) => run.failure?.code)).toEqual([
    undefined,
    'model_rejected',
    'model_rejected',
    expect.stringMatching(/\w/),
    expect.stringMatching(/\w/),
    'model_rejected',
    undefined,
  ]);
});

test('and none was told', () => {
  expect(Object.keys(told).length).toBeGreaterThan(15);
  expect(told['spans']).toContain('invoke_agent');
  expect(told['log']).toContain('run ended');
  const teller = runs.at(-1)?.id;
  // Each way was gone, and what stands for the secret shows that it was told.
  for (const how of WAYS) expect(told[`trajectory of ${teller}`]).toContain(`"how":"${how}"`);
  expect(told[`trajectory of ${teller}`]?.split('<secret>').length).toBeGreaterThan(WAYS.length);
  const leaks = Object.entries(told).flatMap(([place, text]) =>
    Object.entries(SECRETS).flatMap(([name, secret]) =>
      text.includes(secret) ? [`${name} in ${place}`] : [],
    ),
  );
  expect(leaks).toEqual([]);
});
