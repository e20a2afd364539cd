/** Health as those see it who know its contract: probes ask by the published definition. */
import { once } from 'node:events';
import * as grpc from '@grpc/grpc-js';
import { service } from 'grpc-health-check';
import { expect, test } from 'vitest';
import { implement, PipelineService, startRpcServer } from '../src/index.ts';

const NAME = 'nex.v1.PipelineService';

interface Probe {
  status: string;
}

function startServer() {
  const unused = {} as Parameters<typeof implement<typeof PipelineService>>[1];
  return startRpcServer([implement(PipelineService, unused)], { host: '127.0.0.1', port: 0 });
}

type ServiceClient = InstanceType<ReturnType<typeof grpc.makeGenericClientConstructor>>;

function openProbe(address: string): ServiceClient & Disposable {
  const Client = grpc.makeGenericClientConstructor(service as unknown as grpc.ServiceDefinition, 'Health');
  const client = new Client(address, grpc.credentials.createInsecure());
  return Object.assign(client, { [Symbol.dispose]: () => client.close() });
}

function ask<T>(client: ServiceClient, method: string, request: object): Promise<T> {
  return new Promise((resolve, reject) => {
    client[method]?.(request, (error: unknown, answer: T) =>
      error ? reject(error as Error) : resolve(answer),
    );
  });
}

test('the server and each service say that they serve, and what is not there is not found', async () => {
  await using server = await startServer();
  using client = openProbe(server.address);
  expect(await ask<Probe>(client, 'check', {})).toEqual({ status: 'SERVING' });
  expect(await ask<Probe>(client, 'check', { service: NAME })).toEqual({ status: 'SERVING' });
  await expect(ask(client, 'check', { service: 'nobody' })).rejects.toMatchObject({
    code: grpc.status.NOT_FOUND,
  });
  expect(await ask(client, 'list', {})).toEqual({
    statuses: { '': { status: 'SERVING' }, [NAME]: { status: 'SERVING' } },
  });
});

test('who watches is told at once, and of the end', async () => {
  const server = await startServer();
  using client = openProbe(server.address);
  const watch = (name: string) =>
    client['watch']?.({ service: name }) as unknown as grpc.ClientReadableStream<Probe>;
  const unknown = watch('nobody');
  expect(await once(unknown, 'data')).toEqual([{ status: 'SERVICE_UNKNOWN' }]);
  unknown.on('error', () => {});
  unknown.cancel();
  const calls = watch(NAME);
  calls.on('error', () => {});
  expect(await once(calls, 'data')).toEqual([{ status: 'SERVING' }]);
  const told = once(calls, 'data');
  const closed = server[Symbol.asyncDispose]();
  expect(await told).toEqual([{ status: 'NOT_SERVING' }]);
  calls.cancel();
  await closed;
});
