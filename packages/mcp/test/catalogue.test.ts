import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { liveTools } from '../src/catalogue/live-tools.ts';
import {
  catalogueFigures,
  checkCatalogue,
  compareSnapshots,
  createMcpPool,
  loadCatalogue,
  snapshotCatalogue,
} from '../src/index.ts';
import { CATALOGUE_DIRECTORY, openRun, temporaryDirectory, writeFaultyEntry } from './fixtures/setup.ts';

const catalogue = await loadCatalogue(CATALOGUE_DIRECTORY);
const signal = new AbortController().signal;

/** Those that come with the platform; the others are tried by `nex catalogue check` where they are installed. */
const own = catalogue.entries.filter((entry) => !entry.install);

test('at least 40 servers and 300 tools were proved to work without network', () => {
  const { provedServers, provedOffline } = catalogueFigures(catalogue);
  expect(provedServers).toBeGreaterThanOrEqual(40);
  expect(provedOffline).toBeGreaterThanOrEqual(300);
});

test('every entry has a snapshot and a record of its version, and offers what it may', () => {
  for (const { name, version, snapshot, record, tools, install, runtime } of catalogue.entries) {
    expect(record, name).toMatchObject({ version, offline: true, snapshot: snapshot?.digest });
    expect(tools.map((tool) => tool.name).toSorted(), name).toEqual(snapshot?.tools.map((tool) => tool.name));
    // A server of which no tool worked is there for agents that name its tools, and offers none.
    expect(tools.filter((tool) => !tool.hidden).length > 0, name).toBe(record?.grade !== 'F');
    expect(record?.reasons, name).not.toContain('licence_restrictive');
    expect(install?.scripts ?? false, name).toBe(false);
    expect(runtime, name).toBe('node');
  }
});

test.each(own)('$name starts, and has the tools of its snapshot and its entry', async (entry) => {
  const { snapshot, startMs } = await liveTools(entry, { signal });
  expect(startMs).toBeGreaterThan(0);
  if (!entry.snapshot) throw new Error('no snapshot');
  expect(compareSnapshots(entry.snapshot, snapshot)).toBeUndefined();
  expect(snapshot.version).toBe(entry.version);
  expect(entry.tools.map((tool) => tool.name).toSorted()).toEqual(snapshot.tools.map((tool) => tool.name));
});

test('an entry whose command is not there fails alone, when checked and when used', async () => {
  await using directory = await temporaryDirectory();
  const broken = { name: 'broken', command: 'no-such-command-anywhere', args: ['${STATE_DIR}'] };
  await writeFaultyEntry(directory.path, broken);
  await rename(join(directory.path, 'faulty.yaml'), join(directory.path, 'broken.yaml'));
  await writeFaultyEntry(directory.path);
  const both = await loadCatalogue(directory.path);
  const rows = await checkCatalogue(both, { signal });
  expect(rows[0]).toMatchObject({
    name: 'broken',
    ok: false,
    failure: { code: 'catalogue_invalid', where: 'broken' },
  });
  expect(rows[0]?.failure?.hint).toContain('Install the command');
  expect(rows[1]).toMatchObject({
    name: 'faulty',
    ok: false,
    failure: { message: 'Catalogue entry faulty has no snapshot.' },
  });
  await using pool = await createMcpPool({ catalogue: both, directory: join(directory.path, 'state') });
  await expect(openRun(pool, 'run_1', ['broken'])).rejects.toMatchObject({
    code: 'catalogue_invalid',
    where: 'broken',
  });
  const run = await openRun(pool, 'run_1', ['faulty']);
  expect(await run.call('faulty__echo', { a: 1 })).toMatchObject({ isError: false });
});

test('a command that ends at once is reported with its entry', async () => {
  await using directory = await temporaryDirectory();
  await writeFaultyEntry(directory.path, { command: '/bin/false' });
  const [row] = await checkCatalogue(await loadCatalogue(directory.path), { signal });
  expect(row).toMatchObject({ name: 'faulty', ok: false, failure: { code: 'catalogue_invalid' } });
});

test('taking a snapshot twice writes the same file, and drift is seen', async () => {
  await using directory = await temporaryDirectory();
  const tools = [
    'echo',
    'count',
    'environment',
    'hang',
    'crash',
    'flagged',
    'refused',
    'dressed',
    'big',
    'picture',
  ];
  const named = [...tools, 'structured', 'promised', 'write', 'leave.child'].map((name) => ({
    name,
    repeatable: true,
  }));
  await writeFaultyEntry(directory.path, { tools: named });
  const [first] = await snapshotCatalogue(await loadCatalogue(directory.path), { signal });
  const [second] = await snapshotCatalogue(await loadCatalogue(directory.path), { signal });
  expect(first).toMatchObject({ change: 'new', tools: named.length });
  expect(second).toEqual({ ...first, change: 'same' });
  const loaded = await loadCatalogue(directory.path);
  expect(await checkCatalogue(loaded, { signal })).toMatchObject([{ ok: true, tools: named.length }]);
  await writeFile(join(directory.path, 'snapshots', 'faulty.json'), '{}');
  await expect(loadCatalogue(directory.path)).rejects.toMatchObject({ code: 'catalogue_invalid' });
});
