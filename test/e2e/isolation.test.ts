/**
 * The isolation matrix: every operation of the OpenAPI document, called by one tenant with what is another's. The answer is
 * that of what never was, word for word, and what the other has stays as it is.
 */
import { isJsonObject, type JsonObject } from '@nex/core';
import { createPool, type Queryable } from '@nex/postgres';
import { createRpcClient, GeneratorService, PipelineService, RolloutService } from '@nex/rpc';
import { startTestStack, type TestStack, tablesOf } from '@nex/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Belongings, makeBelongings, NAMES } from './support/isolation/belongings.ts';
import { type Answer, ask, type Door, must } from './support/isolation/door.ts';
import { type Entry, MATRIX } from './support/isolation/matrix.ts';

const METHODS = ['get', 'put', 'post', 'patch', 'delete'];
const SERVICES = ['runtime', 'generator', 'pipeline', 'gateway'];
/** The key that the platform is started with. */
const OPERATOR = 'the-operators-own-key-of-this-test';

let platform: TestStack;
let document: JsonObject;
let operations: string[];
let theirs: Door;
let ours: Door;
/** May read only. */
let reading: Door;
let belongings: Belongings;

beforeAll(async () => {
  platform = await startTestStack({ env: { NEX_API_KEY: OPERATOR } });
  const { urls } = platform.stack;
  document = await json(`${urls.gateway}/openapi.json`);
  operations = operationsOf(document);
  const operator = doorTo(urls.gateway, OPERATOR);
  const admin = async (tenant: string, ...scopes: string[]) => {
    await must(operator, 'PUT', `/v1/tenants/${tenant}`, { name: `Tenant ${tenant}`, quotas: {} });
    const body = { name: 'Test', scopes, tenant };
    const { secret } = await must<{ secret: string }>(operator, 'POST', '/v1/keys', body);
    return doorTo(urls.gateway, secret);
  };
  theirs = await admin('acme', 'admin');
  ours = await admin('umbrella', 'admin');
  reading = await admin('umbrella', 'read');
  belongings = await makeBelongings(theirs, 'acme', urls['model'] ?? '');
}, 240_000);

afterAll(() => platform?.[Symbol.asyncDispose]());

function doorTo(url: string, key: string): Door {
  return { urlOf: () => url, headers: { authorization: `Bearer ${key}` } };
}

function operationsOf(document: JsonObject): string[] {
  return Object.entries(document['paths'] as JsonObject).flatMap(([path, item]) =>
    Object.keys(isJsonObject(item) ? item : {})
      .filter((method) => METHODS.includes(method))
      .map((method) => `${method.toUpperCase()} ${path}`),
  );
}

async function json(url: string): Promise<JsonObject> {
  return (await (await fetch(url)).json()) as JsonObject;
}

/** Ids of the same form that nobody has. */
function neverMade(of: Belongings): Belongings {
  return Object.fromEntries(
    Object.entries(of).map(([name, id]) => [name, id.replace(/.{12}$/, '0'.repeat(12))]),
  ) as unknown as Belongings;
}

/** Without the ids that were asked for, which an answer may repeat, and that of its trace. */
function withoutIds({ status, text }: Answer, of: Belongings): Answer {
  const plain = Object.values(of)
    .sort((a, b) => b.length - a.length)
    .reduce((left, id) => left.replaceAll(id, '<id>'), text)
    .replace(/"traceId":"[0-9a-f]{32}"/, '')
    .replace(/"instance":"urn:nex:request:[^"]*"/, '');
  return { status, text: plain };
}

test('every operation of the document is in the matrix, and no other', () => {
  expect(operations.length).toBeGreaterThan(60);
  expect(Object.keys(MATRIX).sort()).toEqual([...operations].sort());
});

test('what is another tenant’s is not there, by any operation', async () => {
  for (const [name, id] of Object.entries(belongings)) expect(id, name).toMatch(/\S{4}/);
  const before = await snapshot();
  const counts = { missing: 0, forbidden: 0, own: 0, common: 0, calls: 0 };
  for (const [operation, entry] of Object.entries(MATRIX)) {
    counts[entry.sight] += 1;
    counts.calls += await check(operation, entry);
  }
  expect(await snapshot()).toEqual(before);
  expect(counts.missing).toBeGreaterThan(50);
  console.info(
    `isolation: ${operations.length} operations, ${counts.calls} calls: ${counts.missing} answer as if nothing were there, ` +
      `${counts.forbidden} refuse, ${counts.own} tell of one's own, ${counts.common} are nobody's`,
  );
});

async function check(operation: string, { sight, calls }: Entry): Promise<number> {
  const method = operation.split(' ')[0] ?? '';
  const made = calls(belongings);
  const unknown = neverMade(belongings);
  const others = calls(unknown);
  for (const [index, { path, body, type }] of made.entries()) {
    const answer = await ask(ours, method, path, body, type);
    expect(answer.status, `${operation}: ${answer.text}`).toBeLessThan(500);
    if (sight === 'missing' || sight === 'forbidden') {
      const [status, code] = sight === 'missing' ? [404, 'not_found'] : [403, 'forbidden'];
      expect(answer, operation).toMatchObject({ status, text: expect.stringContaining(`"${code}"`) });
      const { path: otherPath = '', body: otherBody } = others[index] ?? {};
      const never = await ask(ours, method, otherPath, otherBody, type);
      expect(withoutIds(answer, belongings), operation).toEqual(withoutIds(never, unknown));
    } else {
      const told = Object.entries(belongings).filter(
        ([name, id]) => answer.text.includes(id) && !path.includes(id) && name !== 'tokenizer',
      );
      expect(told, `${operation} tells of these`).toEqual([]);
      expect(answer.text, operation).not.toContain('acme');
    }
  }
  return made.length;
}

/** What the owner reads of all that it has. */
async function snapshot() {
  const of = belongings;
  const paths = [
    `/v1/runs/${of.run}`,
    `/v1/runs/${of.run}/trajectory`,
    `/v1/agents/${NAMES.agent}`,
    `/v1/cassettes/${NAMES.cassette}`,
    `/v1/frameworks/${of.framework}`,
    `/v1/framework-batches/${of.batch}`,
    `/v1/builds/${of.build}`,
    `/v1/data-sets/${of.dataSet}`,
    `/v1/rollout-batches/${of.rolloutBatch}`,
  ];
  return Promise.all(paths.map((path) => must<unknown>(theirs, 'GET', path)));
}

/** The scope that the document says the operation asks for. */
function scopeOf(operation: string): string {
  const [method = '', path = ''] = operation.split(' ');
  const item = (document['paths'] as Record<string, JsonObject>)[path]?.[method.toLowerCase()];
  const [first] = (item as { security?: { apiKey?: string[] }[] }).security ?? [];
  return first?.apiKey?.[0] ?? '';
}

test('without a key nothing is answered, and with a key that may only read nothing is changed', async () => {
  const counts = { unauthenticated: 0, forbidden: 0 };
  const stranger = { ...ours, headers: {} };
  for (const [operation, { calls }] of Object.entries(MATRIX)) {
    const method = operation.split(' ')[0] ?? '';
    const [first] = calls(belongings);
    if (!first) continue;
    const { path, body, type } = first;
    const unknown = await ask(stranger, method, path, body, type);
    expect(unknown, operation).toMatchObject({ status: 401 });
    counts.unauthenticated += 1;
    const scope = scopeOf(operation);
    expect(scope, operation).toMatch(/^(read|run|build|admin)$/);
    if (scope === 'read') continue;
    const small = await ask(reading, method, path, body, type);
    expect(small, operation).toMatchObject({ status: 403, text: expect.stringContaining('"forbidden"') });
    counts.forbidden += 1;
  }
  console.info(
    `isolation: ${counts.unauthenticated} operations ask for a key, ${counts.forbidden} for one that may do more than read`,
  );
});

test('the same key means something else to each', async () => {
  const { id } = await must<{ id: string }>(ours, 'POST', '/v1/runs', {
    files: [{ path: 'a.yaml', content: 'type: agent\nname: a\nsystem_prompt: Hi.\nllm_config: {}\n' }],
    input: 'x',
    idempotencyKey: NAMES.key,
  });
  expect(id).not.toBe(belongings.run);
});

test('a query without any condition sees nothing of another tenant, in no table', async () => {
  await using pool = createPool({ url: platform.databaseUrl, max: 2 });
  const filled: string[] = [];
  for (const service of SERVICES) {
    const role = `nex_${service}_api`;
    const bound = (tenant: string) => pool.bound(() => ({ role, tenant }));
    for (const { name, guarded } of await tablesOf(pool, service)) {
      if (!guarded) continue;
      const count = async (on: Queryable) => {
        const text = `select count(*)::int as count from ${service}.${name}`;
        return (await on.query<{ count: number }>({ text, values: [] })).rows[0]?.count ?? 0;
      };
      expect(await count(bound('nobody')), `${service}.${name}`).toBe(0);
      if ((await count(bound('acme'))) > 0) filled.push(name);
      // What is stored once for all by its digest may be of both.
      if (/^(bundles|benchmark_files|bundle_files)$/.test(name)) continue;
      const unclaimed = async () =>
        (await count(pool)) -
        (await count(bound('acme'))) -
        (await count(bound('umbrella'))) -
        // The operator's.
        (await count(bound('default')));
      // Runs may be at work between two counts.
      await expect.poll(unclaimed, { message: `${service}.${name}` }).toBe(0);
    }
  }
  console.info(`isolation: ${filled.length} tables with rows of one tenant, none of them seen by another`);
  expect(filled.length).toBeGreaterThan(40);
});

describe('other faces', () => {
  const missing = expect.objectContaining({ code: 'not_found' });

  test('gRPC', async () => {
    const { grpc } = platform.stack.ports;
    // The services themselves, which take the tenant's name from whoever stands before them.
    const other = { metadata: { 'nex-tenant': 'umbrella' } };
    const of = belongings;
    await using generator = createRpcClient(GeneratorService, `127.0.0.1:${grpc.generator}`);
    await expect(generator.getFramework({ id: of.framework }, other)).rejects.toEqual(missing);
    await expect(generator.cancelFramework({ id: of.framework }, other)).rejects.toEqual(missing);
    await expect(generator.getBundle({ frameworkId: of.framework }, other)).rejects.toEqual(missing);
    await using pipeline = createRpcClient(PipelineService, `127.0.0.1:${grpc.pipeline}`);
    await expect(pipeline.getBuild({ id: of.build }, other)).rejects.toEqual(missing);
    await expect(pipeline.cancelBuild({ id: of.build }, other)).rejects.toEqual(missing);
    await expect(collect(pipeline.watchBuild({ id: of.build }, other))).rejects.toEqual(missing);
    await using rollouts = createRpcClient(RolloutService, `127.0.0.1:${grpc.pipeline}`);
    await expect(rollouts.getRolloutBatch({ id: of.rolloutBatch }, other)).rejects.toEqual(missing);
    expect((await rollouts.listRolloutBatches({}, other)).batches).toEqual([]);
    await expect(rollouts.pauseModel({ tag: NAMES.modelTag }, other)).rejects.toEqual(missing);
    const { build } = await pipeline.getBuild({ id: of.build }, { metadata: { 'nex-tenant': 'acme' } });
    expect(build?.id).toBe(of.build);
  });

  test('MCP', async () => {
    const called = async (door: Door, name: string, args: object) => {
      const headers = { ...door.headers, accept: 'application/json, text/event-stream' };
      const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } };
      return (await ask({ ...door, headers }, 'POST', '/mcp', body)).text;
    };
    const { framework: id, run, build, dataSet, row } = belongings;
    for (const [tool, args] of [
      ['run_agent', { framework_id: id, message: 'Hi' }],
      ['get_run', { id: run }],
      ['stop_run', { id: run }],
      ['start_build', { framework_id: id }],
      ['get_build', { id: build }],
      ['pause_build', { id: build }],
      ['cancel_build', { id: build }],
      ['get_data_set', { id: dataSet }],
      ['search_rows', { id: dataSet }],
      ['get_row', { id: dataSet, row_id: row }],
      ['get_row_lineage', { id: dataSet, row_id: row }],
    ] as const) {
      expect(await called(ours, tool, args), tool).toContain('not_found');
    }
    for (const tool of ['get_framework', 'get_framework_files', 'cancel_framework']) {
      expect(await called(ours, tool, { id }), tool).toContain('not_found');
    }
    expect(await called(ours, 'list_frameworks', {})).not.toContain(id);
    expect(await called(theirs, 'list_frameworks', {})).toContain(id);
  });
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
