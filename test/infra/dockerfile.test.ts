/** The Dockerfile names only what there is, and its images run unprivileged and say whether they live. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  copiesOf,
  environmentOf,
  inherited,
  lastOf,
  readDockerfile,
  stageNamed,
} from './support/dockerfile.ts';
import { REPOSITORY, readText } from './support/repository.ts';

const stages = readDockerfile('infra/docker/Dockerfile');
const admitted = readText('.dockerignore')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

const IMAGES = [
  ['gateway', 'services/gateway/src/main.ts', ['7400', '7410']],
  ['runtime', 'services/runtime/src/main.ts', ['7401', '7411']],
  ['generator', 'services/generator/src/main.ts', ['7402', '7412']],
  ['pipeline', 'services/pipeline/src/main.ts', ['7403', '7413']],
  ['offline-model', 'packages/offline-model/src/main.ts', ['7420']],
] as const;

test('every stage stands on an earlier stage, on the base image or on that of the client of sandboxes', () => {
  const seen = new Set(['${NODE_IMAGE}', '${ENGINE_CLIENT_IMAGE}']);
  for (const stage of stages.values()) {
    expect(seen).toContain(stage.from);
    for (const { from } of copiesOf(stage)) if (from !== undefined) expect(seen).toContain(from);
    seen.add(stage.name);
  }
});

test('every source that is copied from the context exists and is let into the build', () => {
  const sources = [...stages.values()].flatMap((stage) =>
    copiesOf(stage).flatMap((copy) => (copy.from === undefined ? copy.sources : [])),
  );
  expect(sources.length).toBeGreaterThan(10);
  for (const source of sources) {
    expect(existsSync(join(REPOSITORY, source)), source).toBe(true);
    expect(admitted, source).toContain(source.split('/')[0]);
  }
});

test('every install is of the lock file, without development dependencies, with install scripts', () => {
  // What makes the dashboard's files is a development dependency; of that stage nothing but the files is copied.
  const images = [...stages].filter(([name]) => name !== 'dashboard-files').map(([, stage]) => stage);
  const installs = images.flatMap((stage) =>
    stage.instructions.filter(({ rest }) => /\bnpm\b/.test(rest)).map(({ rest }) => rest),
  );
  expect(installs).toHaveLength(IMAGES.length + 1);
  for (const install of installs) {
    const workspace = /npm ci --omit=dev (?:--omit=optional )?--workspace=(@nex\/\S+)$/.exec(install)?.[1];
    const folder = ['packages', 'services']
      .map((room) => join(REPOSITORY, room, workspace?.slice('@nex/'.length) ?? '', 'package.json'))
      .find((path) => existsSync(path));
    expect(folder, install).toBeDefined();
    expect(install).not.toContain('--ignore-scripts');
  }
});

describe.each(IMAGES)('the image %s', (name, main, ports) => {
  test('starts its own main', () => {
    expect(JSON.parse(lastOf(stages, name, 'CMD') ?? '')).toEqual(['node', main]);
    expect(existsSync(join(REPOSITORY, main))).toBe(true);
    const [modules, ...context] = copiesOf(stageNamed(stages, name));
    expect(modules?.from).toBe(`${name}-modules`);
    const sources = context.flatMap((copy) => copy.sources);
    expect(sources.some((source) => main.startsWith(`${source}/`))).toBe(true);
  });

  test('listens on its ports and is asked for its health there', () => {
    expect(lastOf(stages, name, 'EXPOSE')?.split(' ')).toEqual(ports);
    const environment = environmentOf(stages, name);
    expect(environment.HTTP_PORT).toBe(ports[0]);
    expect(environment.GRPC_PORT).toBe(ports[1]);
    expect(lastOf(stages, name, 'HEALTHCHECK')).toContain("process.env.HTTP_PORT + '/healthz'");
  });

  test('runs as an unprivileged user', () => {
    expect(lastOf(stages, name, 'USER')).toBe('node');
    const after = inherited(stages, name).findLastIndex(({ keyword }) => keyword === 'USER');
    expect(
      inherited(stages, name)
        .slice(after)
        .some(({ keyword }) => keyword === 'RUN'),
    ).toBe(false);
  });
});

test('the client in the runtime is of the release of the engine that the manifests start', () => {
  const release = /^ARG ENGINE_CLIENT_IMAGE=docker:([\d.]+)-cli$/m.exec(
    readText('infra/docker/Dockerfile'),
  )?.[1];
  expect(readText('scripts/manifests/settings.ts')).toContain(`'docker:${release}-dind-rootless'`);
  expect(copiesOf(stageNamed(stages, 'runtime'))).toContainEqual({
    from: 'engine-client',
    sources: ['/usr/local/bin/docker'],
  });
});

test('the command line is an image of its own, and has the migrations of every service', () => {
  expect(JSON.parse(lastOf(stages, 'nex', 'ENTRYPOINT') ?? '')).toEqual([
    'node',
    '/app/packages/cli/src/main.ts',
  ]);
  expect(copiesOf(stageNamed(stages, 'nex'))).toContainEqual({
    from: undefined,
    sources: ['services'],
  });
  expect(lastOf(stages, 'nex', 'HEALTHCHECK')).toBe('NONE');
});
