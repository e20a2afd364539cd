/** The compose file and the programs it starts agree: targets, variables, addresses, ports. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DCLinter } from 'dclint';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type ComposeService, readCompose } from './support/compose.ts';
import { READERS, readingOf } from './support/configs.ts';
import { environmentOf, lastOf, readDockerfile } from './support/dockerfile.ts';
import { REPOSITORY, readText } from './support/repository.ts';

const FILE = 'docker-compose.yml';
const compose = readCompose(FILE, { NEX_API_KEY: 'a-key' });
const services = Object.entries(compose.services);
const built = services.filter(([, service]) => service.build !== undefined);
const stages = readDockerfile('infra/docker/Dockerfile');
const SERVICES = Object.keys(READERS) as (keyof typeof READERS)[];

// The linter's own types are not resolvable from an ES module.
const lintSchema = z.array(z.object({ messages: z.array(z.unknown()) }));

function serviceNamed(name: string): ComposeService {
  const service = compose.services[name];
  if (service === undefined) throw new Error(`${FILE} has no service ${name}`);
  return service;
}

/** What the process finds: the image's variables, and over them those of the compose file. */
function environmentIn(name: string): Record<string, string> {
  const { build, environment } = serviceNamed(name);
  return { ...environmentOf(stages, build?.target ?? ''), ...environment };
}

function sourcesBelow(folder: string): string {
  return readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => readText(join(folder, path)))
    .join('\n');
}

test('the linter of compose files finds nothing', () => {
  const linter = new DCLinter({ rules: {}, quiet: false, debug: false, exclude: [] });
  const results = lintSchema.parse(linter.lintFiles([join(REPOSITORY, FILE)], false));
  expect(results.map(({ messages }) => messages)).toEqual([[]]);
});

test('an API key is asked for', () => {
  expect(() => readCompose(FILE, {})).toThrow('NEX_API_KEY: set NEX_API_KEY');
});

test.each(services)(
  '%s is built from a target that exists or has an image with an exact tag',
  (_, service) => {
    if (service.build === undefined) {
      expect(service.image).toMatch(/^[\w./-]+:\d+\.\d+[\w.-]*$/);
      return;
    }
    expect(existsSync(join(REPOSITORY, service.build.context, service.build.dockerfile))).toBe(true);
    expect([...stages.keys()]).toContain(service.build.target);
  },
);

test('only the gateway is published, and only on loopback', () => {
  expect(services.filter(([, { ports }]) => ports.length > 0).map(([name]) => name)).toEqual(['gateway']);
  expect(serviceNamed('gateway').ports).toEqual(['127.0.0.1:7400:7400', '127.0.0.1:7410:7410']);
});

test.each(services)('%s waits only for services that say when they are healthy', (_, service) => {
  for (const [name, { condition }] of Object.entries(service.depends_on)) {
    const needed = serviceNamed(name);
    expect(condition).toBe('service_healthy');
    const check = needed.build
      ? lastOf(stages, needed.build.target, 'HEALTHCHECK')
      : needed.healthcheck?.test.join(' ');
    expect(check ?? 'NONE', name).not.toBe('NONE');
  }
});

test.each(services)('the volumes of %s are declared, or are files of the repository', (_, { volumes }) => {
  for (const volume of volumes) {
    const source = volume.split(':')[0] ?? '';
    if (source.startsWith('.')) expect(existsSync(join(REPOSITORY, source)), source).toBe(true);
    else expect(Object.keys(compose.volumes)).toContain(source);
  }
});

test.each(built)('%s writes nothing into its own image', (_, service) => {
  expect(service.read_only).toBe(true);
});

describe.each(SERVICES)('%s', (name) => {
  test('accepts its environment and reads every variable of it', () => {
    const { names } = readingOf(name, environmentIn(name));
    for (const variable of Object.keys(serviceNamed(name).environment)) expect(names).toContain(variable);
  });

  test('listens, in its container, on the ports that its image exposes', () => {
    const { config } = readingOf(name, environmentIn(name));
    expect(config.host).toBe('0.0.0.0');
    const ports = [config.httpPort, config.grpcPort].filter((port) => port !== undefined);
    expect(lastOf(stages, name, 'EXPOSE')).toBe(ports.join(' '));
  });

  test('keeps its data, if it has any, on a volume', () => {
    const directory = environmentIn(name).NEX_DATA_DIR;
    expect(serviceNamed(name).volumes).toEqual(directory === undefined ? [] : [`${name}-data:${directory}`]);
  });
});

test.each([
  ['nex', 'packages/cli/src'],
  ['offline-model', 'packages/offline-model/src'],
])('%s reads every variable that it is given', (name, folder) => {
  const sources = sourcesBelow(folder);
  const given = Object.keys(serviceNamed(name).environment);
  for (const variable of given) expect(sources, variable).toMatch(new RegExp(`\\b${variable}\\b`));
  const environment = environmentIn(name);
  expect(Object.keys(environment)).toContain(name === 'nex' ? 'NEX_URL' : 'OFFLINE_MODEL_PORT');
});

test.each(built)('every address that %s is given is that of a port of a service', (name, { environment }) => {
  const stores: Record<string, string> = { postgres: '5432', redis: '6379' };
  for (const [variable, value] of Object.entries(environment)) {
    const [, host, port] = /^(?:\w+:\/\/(?:[^@/]*@)?)?([a-z-]+):(\d+)(?:\/|$)/.exec(value) ?? [];
    const isAddress = /_(?:URL|ADDRESS|ENDPOINT)$/.test(variable) && value !== '';
    expect(host !== undefined, `${name} ${variable}=${value}`).toBe(isAddress);
    if (host === undefined || port === undefined) continue;
    const target = serviceNamed(host).build?.target;
    const open = target ? (lastOf(stages, target, 'EXPOSE') ?? '').split(' ') : [stores[host]];
    expect(open, `${variable}=${value}`).toContain(port);
  }
});
