import { once } from 'node:events';
import { createServer } from 'node:net';
import * as grpc from '@grpc/grpc-js';
import { NexError } from '@nex/core';
import { activeTraceId, inSpan, startTelemetry } from '@nex/telemetry';
import { service as healthService } from 'grpc-health-check';
import { ServerReflectionService } from 'nice-grpc-server-reflection';
import {
  ServerReflectionRequest,
  type ServerReflectionResponse,
} from 'nice-grpc-server-reflection/lib/proto/grpc/reflection/v1/reflection_pb.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createRpcClient,
  GeneratorService,
  implement,
  type RpcServer,
  RuntimeService,
  startRpcServer,
} from '../src/index.ts';

let server: RpcServer;
let telemetry: AsyncDisposable;
const traces: string[] = [];
let abandoned = Promise.withResolvers<void>();

beforeAll(async () => {
  telemetry = await startTelemetry({ serviceName: 'test' });
  const unused = () => Promise.reject(new NexError('internal', 'not called here'));
  server = await startRpcServer(
    [
      implement(GeneratorService, {
        createFramework: ({ sentence }) => {
          traces.push(activeTraceId());
          return Promise.resolve({ framework: { id: 'fw_1', sentence } });
        },
        getFramework: ({ id }) =>
          Promise.reject(
            new NexError('not_found', `There is no ${id}.`, { where: 'id', hint: 'Ümläut: look again.' }),
          ),
        cancelFramework: () => {
          throw new Error('/a/path/that/nobody/may/see');
        },
        listEndedFrameworks: () => Promise.resolve({ endings: [] }),
        getBundle: async (_request, { signal }) => {
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          abandoned.resolve();
          return {};
        },
      }),
      implement(RuntimeService, {
        putBundle: unused,
        createRuns: unused,
        getRun: unused,
        cancelRun: unused,
        getTrajectory: unused,
        addMessage: unused,
        listPermissions: unused,
        decidePermission: unused,
        listEndedRuns: unused,
        getCassette: unused,
        getTool: unused,
        callTool: unused,
        async *watchRuns({ ids }, { signal }) {
          for (const id of ids) yield { run: { id } };
          if (ids.length > 2) {
            await new Promise((resolve) => signal.addEventListener('abort', resolve));
            abandoned.resolve();
          }
        },
        async *streamRunEvents() {
          yield { type: 'RUN_STARTED' };
          throw new NexError('conflict', 'It broke.');
        },
      }),
    ],
    { host: '127.0.0.1', port: 0 },
  );
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await telemetry[Symbol.asyncDispose]();
});

test('a unary call carries message and trace', async () => {
  await using client = createRpcClient(GeneratorService, server.address);
  const outside = await inSpan('outside', {}, async () => {
    const { framework } = await client.createFramework({ sentence: 'héllo' });
    expect(framework?.sentence).toBe('héllo');
    return activeTraceId();
  });
  expect(traces).toEqual([outside]);
});

test('the code, place and hint of an error survive', async () => {
  await using client = createRpcClient(GeneratorService, server.address);
  await expect(client.getFramework({ id: 'x' })).rejects.toMatchObject({
    code: 'not_found',
    message: 'There is no x.',
    where: 'id',
    hint: 'Ümläut: look again.',
  });
});

test('a foreign error says nothing of itself', async () => {
  await using client = createRpcClient(GeneratorService, server.address);
  const error: unknown = await client.cancelFramework({ id: 'x' }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'internal' });
  expect(String(error)).not.toContain('nobody');
});

test('a stream arrives in order and may fail in the middle', async () => {
  await using client = createRpcClient(RuntimeService, server.address);
  const ids: string[] = [];
  for await (const { run } of client.watchRuns({ ids: ['a', 'b'] })) ids.push(run?.id ?? '');
  expect(ids).toEqual(['a', 'b']);
  const types: string[] = [];
  const read = async () => {
    for await (const event of client.streamRunEvents({ id: 'a' })) types.push(event.type);
  };
  await expect(read()).rejects.toMatchObject({ code: 'conflict' });
  expect(types).toEqual(['RUN_STARTED']);
});

test('leaving a stream or aborting a call reaches the server', async () => {
  await using runtime = createRpcClient(RuntimeService, server.address);
  abandoned = Promise.withResolvers();
  for await (const _ of runtime.watchRuns({ ids: ['a', 'b', 'c'] })) break;
  await abandoned.promise;
  await using generator = createRpcClient(GeneratorService, server.address);
  abandoned = Promise.withResolvers();
  const gone = new AbortController();
  const call = generator.getBundle({ frameworkId: 'x' }, { signal: gone.signal });
  // The server must have the call before it can be told of its end.
  await generator.createFramework({ sentence: 's' });
  gone.abort();
  await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  await abandoned.promise;
});

test('a server that is not there is unavailable', async () => {
  const socket = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => socket.once('listening', resolve));
  const address = socket.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await new Promise((resolve) => socket.close(resolve));
  await using client = createRpcClient(GeneratorService, `127.0.0.1:${port}`);
  await expect(client.getFramework({ id: 'x' })).rejects.toMatchObject({ code: 'unavailable' });
});

test('health and reflection answer', async () => {
  const Health = grpc.makeGenericClientConstructor(
    healthService as unknown as grpc.ServiceDefinition,
    'Health',
  );
  const health = new Health(server.address, grpc.credentials.createInsecure());
  const status = await new Promise((resolve, reject) => {
    health['check']?.({ service: 'nex.v1.RuntimeService' }, (error: unknown, answer: { status: string }) =>
      error ? reject(error as Error) : resolve(answer.status),
    );
  });
  expect(status).toBe('SERVING');
  health.close();
  const Reflection = grpc.makeGenericClientConstructor(
    ServerReflectionService as unknown as grpc.ServiceDefinition,
    'ServerReflection',
  );
  const reflection = new Reflection(server.address, grpc.credentials.createInsecure());
  const call = reflection['serverReflectionInfo']?.() as unknown as grpc.ClientDuplexStream<
    ServerReflectionRequest,
    ServerReflectionResponse
  >;
  call.write(new ServerReflectionRequest().setListServices('*'));
  const [answer] = (await once(call, 'data')) as [ServerReflectionResponse];
  const names = answer.getListServicesResponse()?.getServiceList();
  expect(names?.map((item) => item.getName())).toEqual(
    expect.arrayContaining(['nex.v1.GeneratorService', 'nex.v1.RuntimeService']),
  );
  call.end();
  reflection.close();
});
