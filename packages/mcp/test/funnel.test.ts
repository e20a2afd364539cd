import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { McpServerSpec } from '@nex/core';
import { expect, test } from 'vitest';
import {
  type AddOptions,
  addServer,
  checkCatalogue,
  createMcpPool,
  createToolIndex,
  exportConfig,
  loadCatalogue,
} from '../src/index.ts';
import { openRun, outcomeText, temporaryDirectory, writeFaultyEntry } from './fixtures/setup.ts';

const SERVER = join(import.meta.dirname, 'fixtures/plain-server.mjs');
const signal = new AbortController().signal;

/** A catalogue with one other server in it. */
async function emptyCatalogue() {
  const directory = await temporaryDirectory();
  const catalogue = join(directory.path, 'catalogue');
  await mkdir(catalogue);
  await writeFaultyEntry(catalogue);
  const load = () => loadCatalogue(catalogue, { servers: join(directory.path, 'servers') });
  return { path: catalogue, load, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

async function add(
  room: { load: () => ReturnType<typeof loadCatalogue> },
  variants: string[],
  more: Partial<AddOptions> = {},
) {
  return addServer({
    catalogue: await room.load(),
    draft: {
      name: 'plain',
      source: { kind: 'command', command: 'node' },
      args: [SERVER, '${STATE_DIR}', ...variants],
      env: {},
      headers: {},
      keys: [],
    },
    signal,
    environment: {},
    toolTimeoutMs: 500,
    today: '2026-11-28',
    ...more,
  });
}

test('what a server does decides its entry and grade; a change is reported until it is accepted', async () => {
  await using room = await emptyCatalogue();
  const seen: string[] = [];
  const onTool: AddOptions['onTool'] = ({ tool, verdict }) => seen.push(`${tool}: ${verdict}`);
  const { entry, record, file = '' } = await add(room, ['notes', 'clock', 'random', 'banner'], { onTool });
  expect(entry).toMatchObject({
    isolation: 'per-run',
    state: { where: 'files in the state directory', reset: 'swap-directory' },
    parallel: 'serial',
    tools: [
      { name: 'add_note', repeatable: false, hidden: false },
      { name: 'list_notes', repeatable: true },
      { name: 'now', repeatable: false, deterministic: false },
      { name: 'pick', repeatable: false },
      { name: 'roll', repeatable: false, deterministic: false },
    ],
  });
  expect(record).toMatchObject({
    state: { places: ['files'], hot_reset: true },
    unknown_tool: 'protocol_error',
    grade: 'C',
    reasons: ['noise_on_stdout', 'not_repeatable_results', 'licence_unclear'],
    protocol: '2025-06-18',
    modern: false,
    at: '2026-11-28',
  });
  expect(record.start_ms).toBeGreaterThan(0);
  expect(record.tools).toMatchObject([
    { name: 'add_note', verdict: 'works', determinism: 'exact', writes: true, invalid: 'is_error' },
    { name: 'list_notes', verdict: 'works', determinism: 'exact', writes: false, invalid: 'not_tried' },
    { name: 'now', determinism: 'masked' },
    { name: 'pick', verdict: 'works', determinism: 'exact', invalid: 'is_error' },
    { name: 'roll', determinism: 'no' },
  ]);
  expect(seen).toContain('pick: works');

  const loaded = await room.load();
  expect((await checkCatalogue(loaded, { signal, names: ['plain'] }))[0]).toMatchObject({
    ok: true,
    grade: 'C',
  });
  await using pool = await createMcpPool({ catalogue: loaded, directory: join(room.path, '../state') });
  const run = await openRun(pool, 'run_1', ['plain']);
  expect(outcomeText(await run.call('plain__pick', { colour: 'red' }))).toBe('picked red');
  expect(createToolIndex(loaded).search('pick a colour')[0]).toMatchObject({ server: 'plain', tool: 'pick' });
  const servers = loaded.entries.filter((server) => server.name === 'plain');
  const options = { stateDirectory: '/data', fixtures: '/fixtures', portable: false };
  expect(exportConfig(servers, options).mcpServers).toEqual({
    plain: { command: process.execPath, args: [SERVER, '/data/plain', 'notes', 'clock', 'random', 'banner'] },
  });

  const names = ['plain'];
  await writeFile(
    file,
    (await readFile(file, 'utf8')).replace('- clock', '- counter').replace('now,', 'count,'),
  );
  const [drifted] = await checkCatalogue(await room.load(), { signal, names });
  expect(drifted).toMatchObject({
    ok: false,
    drift: { added: ['count'], removed: ['now'], changed: [] },
  });
  const [accepted] = await checkCatalogue(await room.load(), { signal, names, accept: true });
  expect(accepted).toMatchObject({ accepted: true });
  expect((await room.load()).entries.find((entry) => entry.name === 'plain')?.record?.state.places).toEqual([
    'files',
    'memory',
  ]);
});

test('a server that counts in memory, hangs, ends, dresses errors and wants the network is graded, not fatal', async () => {
  await using room = await emptyCatalogue();
  const variants = ['counter', 'hangs', 'crashes', 'dressed', 'lenient', 'network'];
  const { entry, record } = await add(room, variants);
  const verdicts = Object.fromEntries(record.tools.map((tool) => [tool.name, tool.verdict]));
  expect(verdicts).toEqual({
    count: 'works',
    crash: 'crashed',
    fail: 'error',
    fetch: 'needs_network',
    pick: 'works',
    say: 'works',
    wait: 'timeout',
  });
  expect(record.tools.find((tool) => tool.name === 'say')?.invalid).toBe('accepted');
  expect(record.grade).toBe('C');
  expect(record.reasons).toEqual(
    expect.arrayContaining(['hangs', 'crashes', 'accepts_invalid', 'some_tools_unproved', 'licence_unclear']),
  );
  expect(record.reasons).not.toContain('needs_network');
  const hidden = entry.tools.filter((tool) => tool.hidden).map((tool) => tool.name);
  expect(hidden).toEqual(['crash', 'fetch', 'wait']);
  expect(entry.dressed_errors).toEqual(['json_is_error', 'json_success_false']);
  const { entry: counting } = await add(room, ['counter'], { given: { name: 'counting' } });
  expect(counting).toMatchObject({
    isolation: 'leased',
    state: { where: 'memory of the process', reset: 'none' },
  });
});

test('a key that the server asks for is found and named, and its value stays out', async () => {
  await using room = await emptyCatalogue();
  const { entry, record, text } = await add(room, ['needs-key'], {
    environment: { PLAIN_API_KEY: 's3cret' },
  });
  expect(entry.keys).toEqual(['PLAIN_API_KEY']);
  expect(record.reasons).toContain('needs_key');
  expect(text + JSON.stringify(record)).not.toContain('s3cret');
  expect(record.tools.find((tool) => tool.name === 'tell')?.said).toContain('key <secret> is bad');
  for (const part of [{ env: { API_TOKEN: 's3cret-1' } }, { headers: { Authorization: 'Bearer s3cret' } }]) {
    const source = { kind: 'url', url: 'http://localhost:1' } as const;
    const draft: AddOptions['draft'] = { source, args: [], env: {}, headers: {}, keys: [], ...part };
    const refused = add(room, [], { draft });
    await expect(refused).rejects.toMatchObject({
      code: 'invalid_request',
      where: Object.keys(Object.values(part)[0] ?? {})[0],
    });
  }
});

test('a hidden tool is given to who names it, with the key of its server, and to nobody else', async () => {
  await using room = await emptyCatalogue();
  await add(room, ['needs-key', 'network'], { environment: { PLAIN_API_KEY: 's3cret' } });
  const catalogue = await room.load();
  expect(
    createToolIndex(catalogue)
      .all()
      .map((tool) => tool.tool),
  ).not.toContain('fetch');
  const named: McpServerSpec = { type: 'catalogue', name: 'plain', tools: ['fetch'] };
  const directory = join(room.path, '../state');
  await using keyed = await createMcpPool({ catalogue, directory, keys: { PLAIN_API_KEY: 's3cret' } });
  expect((await openRun(keyed, 'run_1', ['plain'])).names).toEqual(['plain__pick', 'plain__tell']);
  const run = await openRun(keyed, 'run_2', [named]);
  expect(run.names).toEqual(['plain__fetch']);
  expect(outcomeText(await run.call('plain__fetch'))).toContain('fetch failed: ENOTFOUND');
  await using keyless = await createMcpPool({ catalogue, directory: join(room.path, '../other') });
  await expect(openRun(keyless, 'run_3', [named])).rejects.toMatchObject({
    code: 'catalogue_invalid',
    where: 'plain',
    message: expect.stringContaining('needs the key PLAIN_API_KEY'),
  });
});

test('answers of an entry that is not deterministic need not repeat as they did', async () => {
  await using room = await emptyCatalogue();
  const { file = '' } = await add(room, ['random']);
  const record = join(room.path, 'records/plain.json');
  const text = await readFile(record, 'utf8');
  await writeFile(record, text.replace('"determinism": "no"', '"determinism": "exact"'));
  const entry = (await readFile(file, 'utf8')).replace(', deterministic: false', '');
  const checked = async (deterministic: boolean) => {
    await writeFile(file, entry.replace('deterministic: true', `deterministic: ${deterministic}`));
    const [row] = await checkCatalogue(await room.load(), { signal, names: ['plain'] });
    return row;
  };
  expect(await checked(true)).toMatchObject({ ok: false, behaviour: [{ tool: 'roll', what: 'repeats' }] });
  expect(await checked(false)).toMatchObject({ ok: true });
});

test('what cannot be added leaves nothing behind', async () => {
  await using room = await emptyCatalogue();
  const before = await readdir(room.path, { recursive: true });
  await expect(add(room, ['ends'])).rejects.toMatchObject({ code: 'catalogue_invalid', where: 'plain' });
  await expect(add(room, [], { given: { name: 'faulty' } })).rejects.toMatchObject({
    code: 'conflict',
    where: 'faulty',
  });
  const stop = new AbortController();
  const stopping = add(room, ['notes'], { signal: stop.signal, onTool: () => stop.abort() });
  await expect(stopping).rejects.toMatchObject({ code: 'cancelled' });
  const dry = await add(room, ['notes'], { dryRun: true });
  expect(dry).toMatchObject({ name: 'plain', text: expect.stringContaining('isolation: per-run') });
  expect(dry.file).toBeUndefined();
  expect(await readdir(room.path, { recursive: true })).toEqual(before);
  expect(await readdir(join(room.path, '../servers')).catch(() => [])).toEqual([]);
});
