import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  createMcpPool,
  DEFAULT_PATH,
  loadCatalogue,
  openMcpSession,
  type ProtocolChoice,
} from '../src/index.ts';
import {
  CATALOGUE_DIRECTORY,
  FAULTY_SERVER,
  faultySpec,
  openRun,
  outcomeText,
  temporaryDirectory,
  writeFaultyEntry,
} from './fixtures/setup.ts';

const MODERN_SERVER = join(import.meta.dirname, 'fixtures/modern-server.ts');
const signal = new AbortController().signal;

test.each<[string, string[], ProtocolChoice, string | undefined]>([
  ['a legacy server, as legacy', [FAULTY_SERVER], 'legacy', '2025-11-25'],
  ['a legacy server, asked', [FAULTY_SERVER], 'auto', '2025-11-25'],
  ['a legacy server, as modern', [FAULTY_SERVER], 'modern', undefined],
  ['a modern server, as modern', [MODERN_SERVER], 'modern', '2026-07-28'],
  ['a modern server, asked', [MODERN_SERVER], 'auto', '2026-07-28'],
  ['a modern server, as legacy', [MODERN_SERVER], 'legacy', undefined],
  ['a legacy server that ends when it is asked', [MODERN_SERVER, '--brittle'], 'auto', '2025-11-25'],
])('%s', async (_title, args, protocol, version) => {
  await using directory = await temporaryDirectory();
  const { path } = directory;
  const place = { home: path, tmp: path, cwd: path, path: DEFAULT_PATH };
  const target = { type: 'stdio', command: process.execPath, args, env: {}, place } as const;
  const opening = openMcpSession(target, { signal, protocol });
  if (version === undefined) {
    await expect(opening).rejects.toMatchObject({ code: 'tool_unavailable' });
    return;
  }
  await using session = await opening;
  expect(session.protocolVersion).toBe(version);
  const tools = await session.listTools({ signal, timeoutMs: 5_000 });
  expect(tools.length).toBeGreaterThan(0);
});

test('the protocol of a catalogue entry is that of its sessions', async () => {
  await using directory = await temporaryDirectory();
  await writeFaultyEntry(directory.path, {
    args: [MODERN_SERVER, '${STATE_DIR}'],
    protocol: 'modern',
    tools: [{ name: 'greet', repeatable: true }],
  });
  const catalogue = await loadCatalogue(directory.path);
  await using pool = await createMcpPool({ catalogue, directory: join(directory.path, 'state') });
  const run = await openRun(pool, 'run_1', ['faulty']);
  expect(outcomeText(await run.call('faulty__greet', { name: 'Ada' }))).toBe('Hello "Ada"');
});

test('a server of an agent file is asked which protocol it speaks', async () => {
  await using directory = await temporaryDirectory();
  const catalogue = await loadCatalogue(CATALOGUE_DIRECTORY);
  await using pool = await createMcpPool({ catalogue, directory: directory.path });
  const run = await openRun(pool, 'run_1', [{ ...faultySpec(), name: 'own', args: [MODERN_SERVER] }]);
  expect(outcomeText(await run.call('mcp__own__greet', { name: 'Bo' }))).toBe('Hello "Bo"');
});
