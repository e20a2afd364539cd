import { NexError } from '@nex/core';
import { createRpcClient, implement, type RpcServer, RuntimeService, startRpcServer } from '@nex/rpc';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { reflectedClient } from '../../../packages/rpc/test/support/reflected-client.ts';
import { startTestGateways, type TestGateway, type TestGateways } from './support/test-gateway.ts';

const ROOT = 'bootstrap-key';
const unused = () => Promise.reject(new NexError('internal', 'not called here'));
let gateways: TestGateways;
let gateway: TestGateway;
let runtime: RpcServer;
let client: ReturnType<typeof open>;
let readKey: string;
let sent = 0;
let abandoned = Promise.withResolvers<void>();
const seen: Record<string, string | undefined>[] = [];

const open = (address: string) => createRpcClient(RuntimeService, address);
const as = (key: string) => ({ metadata: { authorization: `Bearer ${key}`, 'nex-tenant': 'a-lie' } });

beforeAll(async () => {
  gateways = await startTestGateways();
  runtime = await startRpcServer(
    [
      implement(RuntimeService, {
        putBundle: unused,
        createRuns: unused,
        async getRun({ id }, { metadata }) {
          seen.push(
            Object.fromEntries(
              ['nex-tenant', 'nex-actor', 'authorization'].map((name) => [name, metadata(name)]),
            ),
          );
          if (id === 'none') throw new NexError('not_found', 'There is no run none.', { where: 'id' });
          return { run: { id } };
        },
        cancelRun: ({ id }) => Promise.resolve({ run: { id } }),
        getTrajectory: unused,
        addMessage: unused,
        listPermissions: unused,
        decidePermission: unused,
        listEndedRuns: unused,
        getCassette: unused,
        getTool: unused,
        callTool: unused,
        async *watchRuns({ ids }) {
          for (const id of ids) yield { run: { id } };
        },
        async *streamRunEvents(_, { signal }) {
          const dataJson = 'x'.repeat(100_000);
          try {
            for (sent = 0; !signal.aborted; sent += 1) yield { type: 'TEXT', dataJson };
          } finally {
            abandoned.resolve();
          }
        },
      }),
    ],
    { host: '127.0.0.1', port: 0 },
  );
  gateway = await gateways.open({
    NEX_API_KEY: ROOT,
    RUNTIME_GRPC_ADDRESS: runtime.address,
    GENERATOR_GRPC_ADDRESS: '127.0.0.1:1',
  });
  client = open(gateway.grpcAddress);
  await gateway.call('PUT', '/v1/tenants/acme', { key: ROOT, body: { name: 'Acme' } });
  const body = { name: 'reader', scopes: ['read'], tenant: 'acme' };
  readKey = (await gateway.call('POST', '/v1/keys', { key: ROOT, body })).body.secret;
});
afterAll(async () => {
  for (const one of [client, gateway, runtime, gateways]) await one[Symbol.asyncDispose]();
});

test('a call goes to its service with the tenant and the actor of its key', async () => {
  expect((await client.getRun({ id: 'run_1' }, as(readKey))).run?.id).toBe('run_1');
  expect(seen.at(-1)).toEqual({
    'nex-tenant': 'acme',
    'nex-actor': expect.stringMatching(/^key:key_/),
    authorization: undefined,
  });
});

test('a client that knows no contract finds the services, reads one and calls it', async () => {
  await using stranger = reflectedClient(gateway.grpcAddress);
  const names = await stranger.services();
  expect(names).toEqual(
    expect.arrayContaining(['nex.v1.RuntimeService', 'nex.v1.GeneratorService', 'nex.v1.PipelineService']),
  );
  const service = await stranger.describe('nex.v1.RuntimeService');
  const method = service.methods.find(({ name }) => name === 'GetRun');
  if (!method) throw new Error('GetRun is not described.');
  expect(method.input.fields.map(({ name }) => name)).toEqual(['id']);
  const headers = { authorization: `Bearer ${readKey}` };
  expect(await stranger.call(method, { id: 'run_1' }, headers)).toMatchObject({ run: { id: 'run_1' } });
  await expect(stranger.call(method, { id: 'run_1' })).rejects.toMatchObject({ code: 16 });
  await expect(stranger.describe('nex.v1.NoService')).rejects.toThrow('The server has no nex.v1.NoService');
});

test('what the service refuses comes back as it is', async () => {
  await expect(client.getRun({ id: 'none' }, as(readKey))).rejects.toMatchObject({
    code: 'not_found',
    where: 'id',
  });
});

test('without a key, with a wrong one, or with too small a scope nothing gets through', async () => {
  await expect(client.getRun({ id: 'x' })).rejects.toMatchObject({ code: 'unauthenticated' });
  await expect(client.getRun({ id: 'x' }, as('wrong'))).rejects.toMatchObject({ code: 'unauthenticated' });
  await expect(client.cancelRun({ id: 'x' }, as(readKey))).rejects.toMatchObject({ code: 'forbidden' });
  const refused = async () => {
    for await (const _ of client.watchRuns({ ids: ['x'] })) expect.unreachable();
  };
  await expect(refused()).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('changes are in the log, refused ones too', async () => {
  await client.cancelRun({ id: 'x' }, as(ROOT));
  await vi.waitFor(async () => {
    const { body } = await gateway.call('GET', '/v1/audit?operation=nex.v1.RuntimeService/CancelRun', {
      key: ROOT,
    });
    expect(body.items.map(({ status }) => status)).toEqual([200, 403]);
  });
});

test('a stream comes whole and in order', async () => {
  const ids = Array.from({ length: 500 }, (_, at) => `run_${at}`);
  const got: (string | undefined)[] = [];
  for await (const { run } of client.watchRuns({ ids }, as(readKey))) got.push(run?.id);
  expect(got).toEqual(ids);
});

test('a reader that stops makes the service stop; one that goes is gone there', async () => {
  abandoned = Promise.withResolvers();
  const stream = client.streamRunEvents({ id: 'x' }, as(readKey))[Symbol.asyncIterator]();
  await stream.next();
  let before = -1;
  // Buffers on the way fill, and then nothing more is made.
  await vi.waitFor(
    () => {
      const now = sent;
      const still = now === before;
      before = now;
      expect(still).toBe(true);
    },
    { timeout: 10_000, interval: 200 },
  );
  expect(sent).toBeLessThan(2000);
  await stream.return?.();
  await abandoned.promise;
});

test('a deadline reaches the service', async () => {
  abandoned = Promise.withResolvers();
  const late = async () => {
    for await (const _ of client.streamRunEvents({ id: 'x' }, { ...as(readKey), timeoutMs: 300 }));
  };
  await expect(late()).rejects.toMatchObject({ code: 'timeout' });
  await abandoned.promise;
});
