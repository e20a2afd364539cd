/** What every gRPC server of the platform has beside its methods: health, reflection, a port, an orderly end. */
import { readFile } from 'node:fs/promises';
import * as grpc from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { addReflection } from './reflection.ts';

export interface Face {
  /** The port that it got. */
  bind(options: { host: string; port: number }): Promise<number>;
  /** Not serving at once; calls under way have two seconds. */
  close(): Promise<void>;
}

const GRACE_MS = 2000;

/** `onClosing`: after the health says so, before calls are waited for. */
export async function openFace(
  server: grpc.Server,
  services: readonly string[],
  onClosing: () => void = () => {},
): Promise<Face> {
  const names = ['', ...services];
  const health = new HealthImplementation(
    Object.fromEntries(names.map((name) => [name, 'SERVING' as const])),
  );
  health.addToServer(server);
  addReflection(server, await readFile(new URL('../gen/descriptors.binpb', import.meta.url)), services);
  return {
    bind: ({ host, port }) =>
      new Promise((resolve, reject) => {
        server.bindAsync(`${host}:${port}`, grpc.ServerCredentials.createInsecure(), (error, bound) =>
          error ? reject(error) : resolve(bound),
        );
      }),
    async close() {
      for (const name of names) health.setStatus(name, 'NOT_SERVING');
      onClosing();
      const closed = new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
      const force = setTimeout(() => server.forceShutdown(), GRACE_MS);
      await closed;
      clearTimeout(force);
    },
  };
}
