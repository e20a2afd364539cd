/** gRPC server reflection, so that tools can call the services without the proto files. */
import type * as grpc from '@grpc/grpc-js';
import { ServerReflection, ServerReflectionService } from 'nice-grpc-server-reflection';

interface Reflect {
  serverReflectionInfo(requests: AsyncIterable<unknown>): AsyncIterable<unknown>;
}

export function addReflection(
  server: grpc.Server,
  descriptors: Uint8Array,
  services: readonly string[],
): void {
  // The package is written for nice-grpc, whose handlers are async iterables; grpc-js has a duplex stream instead.
  const reflect = ServerReflection(descriptors, [...services]) as unknown as Reflect;
  server.addService(ServerReflectionService as unknown as grpc.ServiceDefinition, {
    serverReflectionInfo(call: grpc.ServerDuplexStream<unknown, unknown>) {
      void (async () => {
        try {
          // At the end of the requests the answers still have to go.
          const requests = call.iterator({ destroyOnReturn: false });
          for await (const answer of reflect.serverReflectionInfo(requests)) call.write(answer);
          call.end();
        } catch (thrown) {
          call.destroy(thrown instanceof Error ? thrown : new Error('reflection failed'));
        }
      })();
    },
  });
}
