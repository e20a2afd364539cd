import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkCatalogue, createMcpPool, loadCatalogue, snapshotCatalogue } from '../src/index.ts';
import {
  FAULTY_SERVER,
  gone,
  isRunning,
  openRun,
  outcomeText,
  temporaryDirectory,
  writeFaultyEntry,
} from './fixtures/setup.ts';

const fixture = (name: string) => join(import.meta.dirname, 'fixtures', name);
const signal = new AbortController().signal;
const NAMESPACES = fixture('namespaces.ts');
const ADDRESS = 'http://127.0.0.1:${PORT}/${NAMESPACE}';
const named = (names: readonly string[]) => names.map((name) => ({ name, repeatable: false }));
const daemonEntry = {
  args: [NAMESPACES, 'serve', ADDRESS],
  isolation: 'daemon',
  daemon: {
    command: ['node', NAMESPACES, 'daemon', '${PORT}', '${DAEMON_DIR}'],
    init: [
      [
        'node',
        '-e',
        'require(\'fs\').writeFileSync(process.argv[1], \'[["/kept","1"]]\')',
        '${DAEMON_DIR}/namespaces.json',
      ],
    ],
    setup: [['node', NAMESPACES, 'make', ADDRESS]],
    teardown: [['node', NAMESPACES, 'remove', ADDRESS]],
  },
  state: { where: 'the daemon', reset: 'restart' },
  tools: named(['put', 'get', 'names', 'die']),
};
const browserEntry = (sessions: number) => ({
  args: [fixture('context-server.ts'), '${PORT}'],
  isolation: 'browser',
  browser: { max_sessions: sessions },
  state: { where: 'memory', reset: 'none' },
  tools: named(['count', 'sessions', 'crash']),
});

test('runs have a namespace each in one daemon; it is made before the first call and removed at the end', async () => {
  await using directory = await temporaryDirectory();
  await writeFaultyEntry(directory.path, daemonEntry);
  await snapshotCatalogue(await loadCatalogue(directory.path), { signal });
  const catalogue = await loadCatalogue(directory.path);
  expect(await checkCatalogue(catalogue, { signal })).toMatchObject([{ ok: true, tools: 4 }]);
  const pool = await createMcpPool({ catalogue, directory: join(directory.path, 'state') });
  const [one, two] = [await openRun(pool, 'run_1', ['faulty']), await openRun(pool, 'run_2', ['faulty'])];
  expect(outcomeText(await one.call('faulty__get'))).toBe('fresh');
  await one.call('faulty__put', { value: 'of run 1' });
  expect(outcomeText(await two.call('faulty__get'))).toBe('fresh');
  expect(outcomeText(await one.call('faulty__get'))).toBe('of run 1');
  expect(outcomeText(await two.call('faulty__names')).split(' ')).toHaveLength(3);
  await two.call('faulty__die');
  // A call that meets the dying daemon has an error for its result; the next one has a new daemon.
  await expect.poll(async () => outcomeText(await one.call('faulty__get'))).toBe('of run 1');
  await pool.endRun('run_1');
  expect(outcomeText(await two.call('faulty__names')).split(' ')).toHaveLength(2);
  await pool[Symbol.asyncDispose]();
  expect(pool.processes()).toEqual([]);
});

test('a server whose namespace cannot be made is not available', async () => {
  await using directory = await temporaryDirectory();
  const setup = [['node', '-e', 'process.exit(3)']];
  const daemon = { ...daemonEntry.daemon, setup };
  await writeFaultyEntry(directory.path, { ...daemonEntry, daemon });
  const catalogue = await loadCatalogue(directory.path);
  await using pool = await createMcpPool({ catalogue, directory: join(directory.path, 'state') });
  await expect(openRun(pool, 'run_1', ['faulty'])).rejects.toMatchObject({ code: 'tool_unavailable' });
});

test('runs have a session each of one server over HTTP; more runs than sessions wait their turn', async () => {
  await using directory = await temporaryDirectory();
  await writeFaultyEntry(directory.path, browserEntry(2));
  await snapshotCatalogue(await loadCatalogue(directory.path), { signal });
  const catalogue = await loadCatalogue(directory.path);
  await using pool = await createMcpPool({ catalogue, directory: join(directory.path, 'state') });
  const runs = await Promise.all([1, 2, 3].map((index) => openRun(pool, `run_${index}`, ['faulty'])));
  const [one, two, three] = runs;
  if (!one || !two || !three) throw new Error('no runs');
  await one.call('faulty__count');
  expect(outcomeText(await one.call('faulty__count'))).toBe('2');
  expect(outcomeText(await two.call('faulty__count'))).toBe('1');
  const waiting = three.call('faulty__sessions');
  expect(outcomeText(await one.call('faulty__count'))).toBe('3');
  await pool.endRun('run_1');
  expect(outcomeText(await waiting)).toBe('2');
  const given = runs.length + 1;
  const late = await openRun(pool, `run_${given}`, ['faulty']);
  const abort = new AbortController();
  const hopeless = late.call('faulty__count', {}, abort.signal);
  abort.abort();
  await expect(hopeless).rejects.toMatchObject({ code: 'cancelled' });
  await pool.endRun(`run_${given}`);
  expect(await two.call('faulty__crash')).toMatchObject({ errorKind: 'infrastructure' });
  // The same for a call that still reaches the dying server.
  await expect.poll(async () => outcomeText(await two.call('faulty__count'))).toBe('1');
});

test('a leased server has a process per run; state in files outlives a process that made room', async () => {
  await using directory = await temporaryDirectory();
  const state = { where: 'memory and files', reset: 'restart' };
  await writeFaultyEntry(directory.path, {
    isolation: 'leased',
    state,
    args: [FAULTY_SERVER, '${STATE_DIR}'],
  });
  const catalogue = await loadCatalogue(directory.path);
  const options = { catalogue, directory: join(directory.path, 'state') };
  await using pool = await createMcpPool({ ...options, maxProcesses: 1 });
  const one = await openRun(pool, 'run_1', ['faulty']);
  await one.call('faulty__write', { path: '/workspace/a.txt', content: 'kept' });
  expect(outcomeText(await one.call('faulty__count'))).toBe('1');
  const pid = pool.processes()[0]?.pid ?? 0;
  expect(isRunning(pid)).toBe(true);
  const two = await openRun(pool, 'run_2', ['faulty']);
  expect(outcomeText(await two.call('faulty__count'))).toBe('1');
  await gone(pid);
  expect(outcomeText(await one.call('faulty__count'))).toBe('1');
});
