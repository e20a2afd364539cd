/** Asks whether a Docker engine answers, and starts a container through testcontainers where one does. */
import { request } from 'node:http';

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
  // Loaded only here: it takes a while, and most machines that get this far have no engine.
  const { GenericContainer } = await import('testcontainers');
  const image = new GenericContainer(wanted.image)
    .withEnvironment(wanted.env ?? {})
    .withExposedPorts(wanted.port);
  const container = await (wanted.command ? image.withCommand(wanted.command) : image).start();
  return {
    host: container.getHost(),
    port: container.getMappedPort(wanted.port),
    async stop() {
      await container.stop();
    },
  };
}
