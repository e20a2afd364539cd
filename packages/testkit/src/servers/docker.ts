/** Asks whether a Docker engine answers, and starts a container through testcontainers where both are there. */
import { request } from 'node:http';

/** The part of testcontainers that is used. The package is optional: it is imported only where an engine answers. */
interface Testcontainers {
  GenericContainer: new (
    image: string,
  ) => {
    withEnvironment(env: Record<string, string>): InstanceType<Testcontainers['GenericContainer']>;
    withCommand(command: string[]): InstanceType<Testcontainers['GenericContainer']>;
    withExposedPorts(...ports: number[]): InstanceType<Testcontainers['GenericContainer']>;
    start(): Promise<{
      getHost(): string;
      getMappedPort(port: number): number;
      stop(): Promise<unknown>;
    }>;
  };
}

export interface ContainerRequest {
  image: string;
  port: number;
  env?: Record<string, string>;
  command?: string[];
}

export interface StartedContainer {
  host: string;
  port: number;
  stop(): Promise<void>;
}

/** True when an engine answers a ping on its socket or `DOCKER_HOST`. */
export function dockerAnswers(env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const host = env.DOCKER_HOST ?? 'unix:///var/run/docker.sock';
  const target = host.startsWith('unix://')
    ? { socketPath: host.slice('unix://'.length) }
    : { host: new URL(host).hostname, port: new URL(host).port || '2375' };
  return new Promise((resolve) => {
    const ask = request({ ...target, path: '/_ping', timeout: 1_000 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    ask.once('timeout', () => ask.destroy());
    ask.once('error', () => resolve(false));
    ask.end();
  });
}

/** A container of the image, or a sentence that says why there is none. */
export async function startContainer(wanted: ContainerRequest): Promise<StartedContainer | string> {
  if (!(await dockerAnswers())) return 'no Docker engine answers';
  let library: Testcontainers;
  try {
    const name: string = 'testcontainers';
    library = (await import(name)) as Testcontainers;
  } catch {
    return 'a Docker engine answers, but the npm package testcontainers is not installed';
  }
  const container = await new library.GenericContainer(wanted.image)
    .withEnvironment(wanted.env ?? {})
    .withCommand(wanted.command ?? [])
    .withExposedPorts(wanted.port)
    .start();
  return {
    host: container.getHost(),
    port: container.getMappedPort(wanted.port),
    async stop() {
      await container.stop();
    },
  };
}
