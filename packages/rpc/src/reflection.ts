/**
 * gRPC server reflection, so that tools can call the services without the proto files. What answers is loaded when
 * somebody asks, which few do.
 */
import type * as grpc from '@grpc/grpc-js';

interface Reflect {
  serverReflectionInfo(requests: AsyncIterable<unknown>): AsyncIterable<unknown>;
}

const asIs = (bytes: Uint8Array): Buffer => Buffer.from(bytes);

/** Messages pass as bytes. */
const DEFINITION: grpc.ServiceDefinition = {
  serverReflectionInfo: {
    path: '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    requestStream: true,
    responseStream: true,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  },
};

export function addReflection(
  server: grpc.Server,
  descriptors: Uint8Array,
  services: readonly string[],
): void {
  server.addService(DEFINITION, {
    serverReflectionInfo(call: grpc.ServerDuplexStream<Buffer, Uint8Array>) {
      void (async () => {
        try {
          for await (const answer of answersTo(call, descriptors, services)) call.write(answer);
          call.end();
        } catch (thrown) {
          call.destroy(thrown instanceof Error ? thrown : new Error('reflection failed'));
        }
      })();
    },
  });
}

/** The package is written for nice-grpc, whose handlers are async iterables; grpc-js has a duplex stream instead. */
async function* answersTo(
  call: grpc.ServerDuplexStream<Buffer, Uint8Array>,
  descriptors: Uint8Array,
  services: readonly string[],
): AsyncIterable<Uint8Array> {
  const { ServerReflection, ServerReflectionService } = await import('nice-grpc-server-reflection');
  const { requestDeserialize, responseSerialize } = (
    ServerReflectionService as unknown as grpc.ServiceDefinition
  )['serverReflectionInfo'] as grpc.MethodDefinition<unknown, unknown>;
  const reflect = ServerReflection(descriptors, [...services]) as unknown as Reflect;
  async function* requests() {
    // At the end of the requests the answers still have to go.
    for await (const bytes of call.iterator({ destroyOnReturn: false }))
      yield requestDeserialize(bytes as Buffer);
  }
  for await (const answer of reflect.serverReflectionInfo(requests())) yield responseSerialize(answer);
}
