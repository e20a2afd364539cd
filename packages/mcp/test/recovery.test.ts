import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createMcpPool, loadCatalogue } from '../src/index.ts';
import {
  CATALOGUE_DIRECTORY,
  gone,
  openRun,
  outcomeText,
  temporaryDirectory,
  writeFaultyEntry,
} from './fixtures/setup.ts';

test('after kill -9 in the middle of a call the next pool gives the state back to its run', async () => {
  await using directory = await temporaryDirectory();
  const [entries, state] = [join(directory.path, 'catalogue'), join(directory.path, 'state')];
  await mkdir(entries);
  await writeFaultyEntry(entries, { timeout_ms: 60_000 });
  const owner = spawn(
    process.execPath,
    [join(import.meta.dirname, 'fixtures/pool-owner.ts'), state, entries],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  onTestFinished(() => void owner.kill('SIGKILL'));
  const [line] = await once(owner.stdout, 'data');
  const { pid }: { pid: number } = JSON.parse(String(line));
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  const catalogue = await loadCatalogue(entries);
  await using pool = await createMcpPool({ catalogue, directory: state });
  await gone(pid);
  expect(await readFile(join(state, 'runs/run_killed/faulty/kept.txt'), 'utf8')).toBe('kept');
  const run = await openRun(pool, 'run_killed', ['faulty']);
  expect(await run.call('faulty__write', { path: 'more.txt', content: 'x' })).toMatchObject({
    isError: false,
  });
});

test('two pools of one process share a directory without taking each other’s slots', async () => {
  await using directory = await temporaryDirectory();
  const catalogue = await loadCatalogue(CATALOGUE_DIRECTORY);
  await using one = await createMcpPool({ catalogue, directory: directory.path });
  await using two = await createMcpPool({ catalogue, directory: directory.path });
  const first = await openRun(one, 'run_1', ['memory-bank']);
  await first.call('memory-bank__memory_bank_write', { projectName: 'p', fileName: 'a.md', content: 'x' });
  const taken = await openRun(two, 'run_1', ['memory-bank']);
  expect(outcomeText(await taken.call('memory-bank__list_projects'))).toBe('p');
});
