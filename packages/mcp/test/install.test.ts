import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  addServer,
  checkCatalogue,
  createMcpPool,
  createToolIndex,
  installServers,
  loadCatalogue,
} from '../src/index.ts';
import { PACKAGE, startRegistry, VERSION } from './fixtures/registry.ts';
import { openRun, outcomeText, temporaryDirectory, writeFaultyEntry } from './fixtures/setup.ts';

const signal = new AbortController().signal;

test('a package is added at its exact version, and elsewhere installed on demand and used without a restart', async () => {
  await using directory = await temporaryDirectory();
  await using registry = await startRegistry(join(directory.path, 'registry'));
  const { environment } = registry;
  const path = join(directory.path, 'catalogue');
  const servers = join(directory.path, 'servers');
  await mkdir(path);
  await writeFaultyEntry(path);
  const load = () => loadCatalogue(path, { servers });

  const source = { kind: 'package', name: PACKAGE, range: '^1' } as const;
  const draft = { source, args: ['${STATE_DIR}', 'notes'], env: {}, headers: {}, keys: [] };
  const add = async () =>
    addServer({
      catalogue: await load(),
      draft,
      signal,
      environment,
      today: '2026-11-28',
      toolTimeoutMs: 2_000,
    });
  const { entry, record } = await add();
  expect(entry).toMatchObject({
    name: 'plain-tools',
    summary: 'Picks colours and keeps notes.',
    package: PACKAGE,
    version: VERSION,
    licence: 'MIT',
    runtime: 'node',
    entry: 'server.mjs',
    install: { integrity: registry.integrity, before: '2026-11-29', packages: 1, scripts: false },
  });
  expect(record).toMatchObject({ grade: 'A', reasons: [] });
  const place = join(servers, `plain-tools@${VERSION}`);
  expect(await readdir(join(place, 'node_modules', PACKAGE))).not.toContain('ran');
  await expect(add()).rejects.toMatchObject({ code: 'conflict', where: 'plain-tools' });

  // Another machine: the catalogue is there, the package is not.
  await rm(servers, { recursive: true });
  const catalogue = await load();
  expect(createToolIndex(catalogue).search('pick colour')).toEqual([]);
  expect(createToolIndex(catalogue, { all: true }).search('pick colour')[0]).toMatchObject({
    server: 'plain-tools',
  });
  expect(await checkCatalogue(catalogue, { signal, behaviour: false })).toMatchObject([
    { name: 'faulty' },
    { name: 'plain-tools', ok: true, skipped: true },
  ]);
  await using pool = await createMcpPool({ catalogue, directory: join(directory.path, 'state') });
  await expect(openRun(pool, 'run_1', ['plain-tools'])).rejects.toMatchObject({
    code: 'catalogue_invalid',
    hint: 'Run nex catalogue install plain-tools.',
  });
  const install = () => installServers({ catalogue, names: ['faulty', 'plain-tools'], signal, environment });
  expect(await install()).toMatchObject([
    { change: 'platform' },
    { name: 'plain-tools', change: 'installed' },
  ]);
  expect(await install()).toMatchObject([{ change: 'platform' }, { change: 'present' }]);
  const run = await openRun(pool, 'run_1', ['plain-tools']);
  expect(outcomeText(await run.call('plain-tools__pick', { colour: 'blue' }))).toBe('picked blue');
  expect((await load()).digest).not.toBe(catalogue.digest);

  // An archive that is not the one recorded is not kept.
  await rm(servers, { recursive: true });
  const file = join(path, 'plain-tools.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/integrity: .*/, 'integrity: sha512-AAAA'));
  const [row] = await installServers({
    catalogue: await load(),
    names: ['plain-tools'],
    signal,
    environment,
  });
  expect(row).toMatchObject({ change: 'failed', failure: { where: 'plain-tools.yaml: install.integrity' } });
  expect(await readdir(servers)).toEqual([]);
});

test('a package that the registry does not have is an error that says so, and leaves nothing', async () => {
  await using directory = await temporaryDirectory();
  await using registry = await startRegistry(join(directory.path, 'registry'));
  const path = join(directory.path, 'catalogue');
  const servers = join(directory.path, 'servers');
  await mkdir(path);
  await writeFaultyEntry(path);
  const source = { kind: 'package', name: 'no-such-package', range: '1.0.0' } as const;
  const draft = { source, args: [], env: {}, headers: {}, keys: [] };
  const { environment } = registry;
  const catalogue = await loadCatalogue(path, { servers });
  await expect(
    addServer({ catalogue, draft, signal, environment, today: '2026-11-28' }),
  ).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('404'),
  });
  expect(await readdir(servers)).toEqual([]);
  expect(await readdir(path)).toEqual(['faulty.yaml']);
});
